import type { Incoming, Machine } from '../../machine.ts';
import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';
import { Layers } from './layers.ts';

const layers = new Layers<Machine, Incoming>(
  (machine) => machine.incoming,
  (machine, value) => {
    machine.incoming = value;
  },
);

/** Who connects to a machine is refused or gets no answer; connections there are go on. */
export function incoming(site: Site, { target, how }: FaultOf<'incoming'>): Heal {
  return layers.add(site.pick(target).host.machine, how);
}
