/**
 * One explanation of what was seen so far: the state of the file, which of the calls under way have taken effect, and
 * how many of the optional ones of each class were needed for it.
 */
export interface Configuration {
  readonly state: number;
  /** A bit for each call under way that changes the file, had to take effect, and did. */
  readonly done: bigint;
  /** A bit for each call under way that only sees the file, and did. */
  readonly seen: bigint;
  /** A bit for each optional call under way that has taken effect. */
  readonly spent: bigint;
  /** By class. */
  readonly used: readonly number[];
}

/** Explanations of which none is as good as another: one that needs less leaves more open for later. */
export class Configurations {
  readonly #byState = new Map<number, Configuration[]>();

  /** False when one that is there is as good. */
  add(added: Configuration): boolean {
    const those = this.#byState.get(added.state) ?? [];
    if (those.some((there) => covers(there, added))) return false;
    const rest = those.filter((there) => !covers(added, there));
    rest.push(added);
    this.#byState.set(added.state, rest);
    return true;
  }

  /** Whether it is there still: a better one may have taken its place. */
  has(configuration: Configuration): boolean {
    return this.#byState.get(configuration.state)?.includes(configuration) ?? false;
  }

  get all(): Configuration[] {
    return [...this.#byState.values()].flat();
  }

  get states(): number[] {
    return [...this.#byState].filter(([, those]) => those.length > 0).map(([state]) => state);
  }
}

/** Whether whatever `other` can explain later, `one` can too. */
function covers(one: Configuration, other: Configuration): boolean {
  if (one.done !== other.done || (one.spent & ~other.spent) !== 0n || (other.seen & ~one.seen) !== 0n) return false;
  return one.used.every((count, at) => count <= (other.used[at] ?? 0));
}
