import type { Fault } from '../plan.ts';

/** Faults of one kind: how many there were, and how many of them made a difference to anybody. */
export interface FaultCount {
  made: number;
  felt: number;
}

/** By kind; kinds that there were none of are left out. */
export type FaultCounts = Partial<Record<Fault['kind'], FaultCount>>;

/** Adds to what is there. */
export function addFaults(counts: FaultCounts, kind: Fault['kind'], { made, felt }: Readonly<FaultCount>): void {
  const count = counts[kind] ?? { made: 0, felt: 0 };
  count.made += made;
  count.felt += felt;
  counts[kind] = count;
}
