import type { Mount } from '../../machine.ts';
import type { Heal, Site } from '../site.ts';
import { chosenVolumes } from './chosenVolumes.ts';
import type { FaultOf } from './faultOf.ts';
import { Layers } from './layers.ts';

const layers = new Layers<Mount, Mount['state']>(
  (mount) => mount.state,
  (mount, value) => {
    mount.state = value;
  },
);

/** A machine does not see its volumes, or one of them; the others of its group do. */
export function unmount(site: Site, { target, shows, volume }: FaultOf<'unmount'>): Heal {
  const { name, host } = site.pick(target);
  const hit = chosenVolumes([...host.machine.mounts], volume);
  const { world, hardships } = site;
  const heals = hit.map(([point, mount]) => {
    const isThere = layers.add(mount, shows === 'nothing' ? 'gone' : 'failing');
    const isOver = hardships.begin(name, 'volume away', world.nowMs, point);
    return () => {
      isThere();
      isOver(world.nowMs);
    };
  });
  return () => {
    for (const heal of heals) heal();
  };
}
