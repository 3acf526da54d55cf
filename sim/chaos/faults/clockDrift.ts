import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';

/** The wall clock of a machine runs too fast or too slow; what it gained or lost stays when that ends. */
export function clockDrift(site: Site, { target, msPerSecond }: FaultOf<'clockDrift'>): Heal {
  const { host } = site.pick(target);
  const drift = msPerSecond / 1000;
  host.clockDrift(drift);
  return () => host.clockDrift(-drift);
}
