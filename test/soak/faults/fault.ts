import type { Hardship } from '../../../sim/chaos/hardships.ts';
import type { Prng } from '../../../sim/prng.ts';
import type { SoakSite } from '../site/soakSite.ts';

/** What processes may feel of a fault: what they may refuse a request for. */
export interface Hurt {
  /** Names of daemons. */
  readonly daemons: readonly string[];
  readonly hardships: readonly Hardship[];
}

/** One thing that goes wrong, drawn but not begun. */
export interface Fault {
  /** What it strikes; nothing else strikes that meanwhile. */
  readonly target: string;
  readonly text: string;
  readonly lastsMs: number;
  /** Nobody has an excuse for what is not among these. */
  readonly hurts: readonly Hurt[];
  /** Begins it; resolves to what ends it. Rejects with `NotNow` when it cannot be done at this moment. */
  begin(): Promise<() => Promise<void> | void>;
  /** Resolves when nothing is left of it after its end; at once unless given. */
  gone?(): Promise<unknown>;
}

/** One kind of fault. */
export interface FaultKind {
  readonly name: string;
  /** How often it is drawn, compared with others. */
  readonly weight: number;
  /** Why it cannot be had on this machine; undefined when it can. */
  missing(site: SoakSite): string | undefined;
  draw(prng: Prng, site: SoakSite): Fault;
}

/** A fault could not be begun: what it strikes is away already, or busy. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
}

/** One of a list that is not empty. */
export function oneOf<Item>(prng: Prng, items: readonly Item[]): Item {
  const item = items[prng.below(items.length)];
  if (item === undefined) throw new Error('nothing to draw from');
  return item;
}

export const NOTHING_MISSING = (): undefined => undefined;
