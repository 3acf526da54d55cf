import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';

/** A database has trouble, for all daemons that use it. */
export function database(site: Site, { database, how, rate, latencyMs }: FaultOf<'database'>): Heal {
  return site.databases[database].trouble(how, rate, latencyMs);
}
