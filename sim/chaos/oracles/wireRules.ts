import type { Violation } from '../history.ts';
import type { Observations } from './observations.ts';

/** What the tap on the wire complained of. Spec: CONN-ORDER, CONN-IN-STEP, WIRE-*, SADDRS-ACTIVE, STORAGE-READY. */
export function wireRules({ wire }: Observations): readonly Violation[] {
  return wire?.violations ?? [];
}
