import type { Mount } from '../../machine.ts';
import type { Heal, Site } from '../site.ts';
import { chosenVolumes } from './chosenVolumes.ts';
import type { FaultOf } from './faultOf.ts';
import { Layers } from './layers.ts';

const layers = new Layers<Mount, boolean>(
  (mount) => mount.takesChanges,
  (mount, value) => {
    mount.takesChanges = value;
  },
);

/** A machine reaches too few copies of its volumes to be allowed to change them; it can read. */
export function lostVolumeQuorum(site: Site, { target, volume }: FaultOf<'lostVolumeQuorum'>): Heal {
  const mounts = [...site.pick(target).host.machine.mounts.values()];
  const heals = chosenVolumes(mounts, volume).map((mount) => layers.add(mount, false));
  return () => {
    for (const heal of heals) heal();
  };
}
