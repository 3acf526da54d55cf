/** Milliseconds that are remembered. */
const PAST_MS = 30_000;

/** What an entry was set to, or that it was deleted, and when. */
interface Change {
  readonly atMs: number;
  readonly entry: { readonly value: string; readonly expiresMs: number } | undefined;
}

/** What the entries of a cache were a moment ago. */
export class CachePast {
  /** By key, oldest first; the first one may be older than what is remembered, and counts until the second. */
  readonly #changes = new Map<string, Change[]>();

  /** An entry is set or deleted. */
  note(key: string, change: Change): void {
    const known = this.#changes.get(key) ?? [];
    const since = known.findLastIndex(({ atMs }) => atMs <= change.atMs - PAST_MS);
    this.#changes.set(key, [...known.slice(Math.max(0, since)), change]);
  }

  /** Forgets everything. */
  clear(): void {
    this.#changes.clear();
  }

  /** Forgets what happened after `atMs` to the keys that `chosen` picks; tells what each of them was then. */
  fallBack(atMs: number, chosen: () => boolean): [key: string, entry: Change['entry']][] {
    const fallen = [...this.#changes].filter(([, changes]) => (changes.at(-1)?.atMs ?? 0) > atMs && chosen());
    return fallen.map(([key, changes]) => {
      const left = changes.filter((change) => change.atMs <= atMs);
      this.#changes.set(key, left);
      return [key, left.at(-1)?.entry];
    });
  }
}
