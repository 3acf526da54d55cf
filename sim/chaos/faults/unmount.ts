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

/**
 * A machine does not see its volumes, or one of them; the others of its group do. A process that is starting finds errors: whose
 * start does not depend on the mount may take the folder below it for a new volume, and nothing is promised of that.
 */
export function unmount(site: Site, { target, shows, volume }: FaultOf<'unmount'>): Heal {
  const { name, host, daemon } = site.pick(target);
  const state = shows === 'nothing' && daemon !== undefined ? 'gone' : 'failing';
  const hit = chosenVolumes([...host.machine.mounts], volume);
  const { world, hardships } = site;
  const heals = hit.map(([point, mount]) => {
    const isThere = layers.add(mount, state);
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
