import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';

/** The cache has trouble, for all daemons or for those of one machine. */
export function cache(site: Site, { how, rate, latencyMs, target }: FaultOf<'cache'>): Heal {
  return site.cache.trouble(how, rate, latencyMs, target && site.pick(target).name);
}
