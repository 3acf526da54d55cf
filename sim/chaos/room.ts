/** Free bytes above which nobody has to reckon with a lack of them: more than any upload of a plan has. */
const PLENTY_BYTES = 64 * 2 ** 20;
/** Milliseconds for which a storage may go by what it knows of its free space. */
const FREE_AGE_MAX_MS = 1_000;

interface Level {
  readonly atMs: number;
  /** The least since the moment before. */
  readonly bytes: number;
}

/** How much room there was on volumes, over time. */
export class Room {
  /** By where a volume is mounted; only what was below plenty, and the moment from which on it was plenty again. */
  readonly #levels = new Map<string, Level[]>();

  /** From now on `bytes` are free on the volume at `point`. */
  note(point: string, nowMs: number, bytes: number): void {
    const levels = this.#levels.get(point) ?? [];
    this.#levels.set(point, levels);
    if (bytes >= PLENTY_BYTES && (levels.at(-1)?.bytes ?? bytes) >= PLENTY_BYTES) return;
    levels.push({ atMs: nowMs, bytes });
  }

  /** Whether one of the volumes at `points` had room for `bytes`, as storages knew it, at every moment from `fromMs` to `toMs`. */
  wasFor(bytes: number, points: readonly string[], fromMs: number, toMs: number): boolean {
    return points.some((point) => this.#alwaysHad(point, bytes, fromMs - FREE_AGE_MAX_MS, toMs));
  }

  #alwaysHad(point: string, bytes: number, fromMs: number, toMs: number): boolean {
    const levels = this.#levels.get(point) ?? [];
    return !levels.some(({ atMs, bytes: free }, at) => {
      const untilMs = levels[at + 1]?.atMs ?? Number.POSITIVE_INFINITY;
      return free < bytes && atMs <= toMs && untilMs >= fromMs;
    });
  }
}
