/** What a file may be: one of the contents that were uploaded, or not there. */
export type FileState = Buffer | undefined;

interface Change {
  readonly state: FileState;
  readonly startMs: number;
  /** When it was acknowledged; infinite while it is not, since it may then take effect at any time or never. */
  endMs: number;
}

/**
 * One file as those who asked for it may see it: what was acknowledged holds, what got no answer may have happened or
 * not, now or later. Changes that overlap may have happened in either order.
 */
export class FileModel {
  #changes: Change[] = [{ state: undefined, startMs: Number.NEGATIVE_INFINITY, endMs: Number.NEGATIVE_INFINITY }];

  /** A change has been asked for; what is returned is told when it is acknowledged, or refused for certain. */
  begin(state: FileState, startMs: number): { acknowledged(endMs: number): void; refused(): void } {
    const change: Change = { state, startMs, endMs: Number.POSITIVE_INFINITY };
    this.#changes.push(change);
    return {
      acknowledged: (endMs) => {
        change.endMs = endMs;
      },
      refused: () => {
        this.#changes = this.#changes.filter((each) => each !== change);
      },
    };
  }

  /** What somebody may see who asks at one time and has the answer at a later one. */
  possible(startMs: number, endMs: number): FileState[] {
    const before = this.#changes.filter((change) => change.startMs <= endMs);
    const known = before.filter((change) => change.endMs < startMs);
    // A change is over when another one began after it was acknowledged, and was itself acknowledged before the question.
    const alive = before.filter((change) => !known.some((later) => later.startMs > change.endMs));
    return alive.map(({ state }) => state);
  }
}
