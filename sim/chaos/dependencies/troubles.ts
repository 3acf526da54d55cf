/** How often something goes wrong, and how long it takes. */
export interface Trouble {
  /** Chance from 0 to 1 for each request. */
  readonly rate: number;
  /** Milliseconds, at most. */
  readonly latencyMs: number;
  /** The machine that has it; all unless told. */
  readonly machine: string | undefined;
}

/** The kinds of trouble that a server has now. Of several of one kind the newest counts. */
export class Troubles<Kind extends string> {
  readonly #kinds = new Map<Kind, Trouble[]>();

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

  /** The trouble of one kind that a machine has now. */
  of(kind: Kind, machine: string): Trouble | undefined {
    return this.#kinds.get(kind)?.findLast((trouble) => (trouble.machine ?? machine) === machine);
  }
}
