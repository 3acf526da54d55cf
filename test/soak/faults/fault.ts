import type { Prng } from '../../../sim/prng.ts';
import type { SoakSite } from '../site/soakSite.ts';

/** One thing that goes wrong, drawn but not begun. */
export interface Fault {
  /** What it strikes; nothing else strikes that meanwhile. */
  readonly target: string;
  readonly text: string;
  readonly lastsMs: number;
  /** Begins it; resolves to what ends it. Rejects with `NotNow` when it cannot be done at this moment. */
  begin(): Promise<() => Promise<void> | void>;
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
