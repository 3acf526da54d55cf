import type { Machine } from '../../machine.ts';
import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';
import { Layers } from './layers.ts';

const layers = new Layers<Machine, number>(
  (machine) => machine.wireSlowness,
  (machine, value) => {
    machine.wireSlowness = value;
  },
);

/** Everything takes `factor` times as long to and from a machine. */
export function clog(site: Site, { target, factor }: FaultOf<'clog'>): Heal {
  return layers.add(site.pick(target).host.machine, factor);
}
