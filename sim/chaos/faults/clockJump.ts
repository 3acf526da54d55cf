import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';

/** The wall clock of a machine jumps; the monotonic one does not. One that lasts is put right at its end. */
export function clockJump(site: Site, { target, byMs, lastsMs }: FaultOf<'clockJump'>): Heal {
  const { host } = site.pick(target);
  host.clockJump(byMs);
  return () => {
    if (lastsMs > 0) host.clockJump(-byMs);
  };
}
