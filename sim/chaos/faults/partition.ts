import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';

/** Nothing gets from one machine to another, or neither way. */
export function partition(site: Site, fault: FaultOf<'partition'>): Heal {
  const { network } = site.world;
  const [from, to] = [[site.pick(fault.from).host], [site.pick(fault.to).host]];
  network.block(from, to);
  if (fault.ways === 2) network.block(to, from);
  return () => {
    network.unblock(from, to);
    if (fault.ways === 2) network.unblock(to, from);
  };
}
