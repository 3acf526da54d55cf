import type { Mount } from '../../machine.ts';
import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';
import { Layers } from './layers.ts';

const layers = new Layers<Mount, Mount['state']>(
  (mount) => mount.state,
  (mount, value) => {
    mount.state = value;
  },
);

/** A machine does not see its volumes; the others of its group do. */
export function unmount(site: Site, { target, shows }: FaultOf<'unmount'>): Heal {
  const { mounts } = site.pick(target).host.machine;
  const heals = [...mounts.values()].map((mount) => layers.add(mount, shows === 'nothing' ? 'gone' : 'failing'));
  return () => {
    for (const heal of heals) heal();
  };
}
