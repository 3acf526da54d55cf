import type { Outcome } from './crowd/gang.ts';
import { NOBODY } from './crowd/kinds.ts';
import type { Operation } from './load/measured.ts';

/** How long an operation took, in milliseconds. */
export interface Spread {
  readonly count: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** How one operation fared. */
export interface Fared {
  readonly operation: Operation;
  readonly alone: Spread;
  readonly beside: Spread;
}

/** What a daemon used: before any abuse of a kind, at most during it, and when all was quiet again. */
export interface Used {
  readonly daemon: string;
  readonly rssMib: Phases;
  readonly files: Phases;
  readonly connections: Phases;
  /** Part of a processor, in the windows with abuse. */
  readonly processor: number;
  readonly refused: number;
  readonly displaced: number;
}

export interface Phases {
  readonly before: number;
  readonly peak: number;
  readonly after: number;
}

/** What came of one kind of abuse. */
export interface KindReport {
  readonly kind: string;
  readonly abusers: Outcome;
  readonly fared: readonly Fared[];
  readonly used: readonly Used[];
  /** What the well-behaved client did not get, alone or beside abusers. */
  readonly errors: readonly string[];
  /** What did not return to rest. */
  readonly leaks: readonly string[];
}

/** What came of a run. */
export interface AbuseReport {
  readonly seed: number;
  readonly command: string;
  readonly machine: string;
  readonly limits: string;
  readonly kinds: readonly KindReport[];
  /** What was not as before when all was over. */
  readonly leaks: readonly string[];
  /** Daemons that died, or did not end as asked. */
  readonly deaths: readonly string[];
}

/** How many times its usual time an operation may take beside abusers. */
export const RATIO_MAX = 2;

/** The spread of milliseconds; zeros when there are none. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { count: sorted.length, medianMs: at(0.5), p99Ms: at(0.99) };
}

/** How many times as long it took. */
export function ratioOf({ alone, beside }: Fared, what: 'medianMs' | 'p99Ms'): number {
  return alone[what] === 0 ? 0 : beside[what] / alone[what];
}

/** Whether the client was served right and all returned to rest. */
export function isSound({ kinds, leaks: left, deaths }: AbuseReport): boolean {
  return (
    deaths.length + left.length === 0 && kinds.every(({ errors, leaks }) => errors.length === 0 && leaks.length === 0)
  );
}

/** Operations whose median is above the limit, in words. */
export function slowOnes({ kinds }: AbuseReport, what: 'medianMs' | 'p99Ms'): string[] {
  return kinds.flatMap(({ kind, fared }) =>
    (kind === NOBODY ? [] : fared)
      .filter((each) => ratioOf(each, what) > RATIO_MAX)
      .map((each) => `${each.operation} beside ${kind} (${ratioOf(each, what).toFixed(1)} times)`),
  );
}
