import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';

/** Nothing gets from a machine to any other, or from any other to it; databases and cache are reached by other ways. */
export function isolate(site: Site, { target }: FaultOf<'isolate'>): Heal {
  const { network } = site.world;
  const alone = [site.pick(target).host];
  const others = [...site.machines.values()].map(({ host }) => host).filter((host) => host !== alone[0]);
  network.partition(alone, others);
  return () => {
    network.unblock(alone, others);
    network.unblock(others, alone);
  };
}
