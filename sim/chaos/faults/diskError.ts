import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';

/** The next operations of a kind on the disk of a machine fail, or those after the next ones; an append may leave some of its bytes. */
export function diskError(site: Site, { target, operation, reason, times, skip = 0 }: FaultOf<'diskError'>): Heal {
  return site.pick(target).host.diskFaults.fail({ operation, reason, times, skip });
}
