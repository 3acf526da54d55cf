import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';

/** The cache has trouble, for all daemons. */
export function cache(site: Site, { how, rate, latencyMs }: FaultOf<'cache'>): Heal {
  return site.cache.trouble(how, rate, latencyMs);
}
