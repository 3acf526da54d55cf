import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';

/** A database has trouble, for all daemons that use it or for those of one machine. */
export function database(site: Site, { database, how, rate, latencyMs, target }: FaultOf<'database'>): Heal {
  return site.databases[database].trouble(how, rate, latencyMs, target && site.pick(target).name);
}
