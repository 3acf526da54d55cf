import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';

/** A process stands still, as by SIGSTOP. */
export function pause(site: Site, { target }: FaultOf<'pause'>): Heal {
  const { host } = site.pick(target);
  host.pause();
  return () => host.resume();
}
