import type { Prng } from '../../prng.ts';

/** How often something goes wrong, and how long it takes. */
export interface Trouble {
  /** Chance from 0 to 1 for each request. */
  readonly rate: number;
  /** Milliseconds, at most. */
  readonly latencyMs: number;
  /** The machine that has it; all unless told. */
  readonly machine: string | undefined;
}

/** Told of every request that trouble hits, and of the machine it came from. */
export type HitListener<Kind> = (kind: Kind, machine: string) => void;

/** The kinds of trouble that a server has now. Of several of one kind the newest counts. */
export class Troubles<Kind extends string> {
  readonly #kinds = new Map<Kind, Trouble[]>();
  readonly #listeners = new Set<HitListener<Kind>>();

  /** Begins trouble; the function that is returned ends it. */
  begin(kind: Kind, rate: number, latencyMs: number, machine?: string): () => void {
    const trouble = { rate, latencyMs, machine };
    this.#kinds.set(kind, [...(this.#kinds.get(kind) ?? []), trouble]);
    return () => {
      const rest = (this.#kinds.get(kind) ?? []).filter((one) => one !== trouble);
      if (rest.length > 0) this.#kinds.set(kind, rest);
      else this.#kinds.delete(kind);
    };
  }

  /** Ends all trouble of one kind, or all. */
  calm(kind?: Kind): void {
    if (kind === undefined) this.#kinds.clear();
    else this.#kinds.delete(kind);
  }

  /** Listens from now on; the function that is returned ends it. */
  onHit(listener: HitListener<Kind>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The trouble of a kind, if it hits the request of a machine that is about to be done. */
  hit(kind: Kind, machine: string, prng: Prng): Trouble | undefined {
    const trouble = this.#kinds.get(kind)?.findLast((one) => (one.machine ?? machine) === machine);
    if (trouble === undefined || !prng.chance(trouble.rate)) return undefined;
    for (const listener of this.#listeners) listener(kind, machine);
    return trouble;
  }
}
