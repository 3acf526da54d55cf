/** What one read of Node's own takes from the system at most; one that takes so much has left some there. */
export const READ_SIZE = 64 * 1024;
/** Bytes of one turn of the event loop: about a millisecond's, with what is done with them. */
const TURN_BYTES = 1024 * 1024;
/** Of those that wait, so many go on in the next turn: each may take several reads at once. */
const RESUMED_MAX = TURN_BYTES / READ_SIZE / 2;

/**
 * What all connections of a process together take from the system in one turn of the event loop. Node would take two
 * megabytes of each before it looks at the next one, and hundreds of large contents would keep a small request waiting for
 * tenths of a second. Spec: CONN-FAIR.
 */
export class TurnShare {
  #left = TURN_BYTES;
  #turning = false;
  readonly #waiting = new Set<() => void>();

  /** Connections that wait for a later turn. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** A connection has taken `bytes`. Whether it may take more in this turn; otherwise it has to `wait`. */
  take(bytes: number): boolean {
    this.#left -= bytes;
    this.#endTurn();
    return this.#left > 0;
  }

  /** `resume` is called in a later turn, when it is its turn. */
  wait(resume: () => void): void {
    this.#waiting.add(resume);
    this.#endTurn();
  }

  /** One that waited does not want to go on any more. */
  leave(resume: () => void): void {
    this.#waiting.delete(resume);
  }

  #endTurn(): void {
    if (this.#turning) return;
    this.#turning = true;
    setImmediate(() => {
      this.#turning = false;
      this.#left = TURN_BYTES;
      let resumed = 0;
      for (const resume of this.#waiting) {
        if (resumed++ === RESUMED_MAX) break;
        this.#waiting.delete(resume);
        resume();
      }
      if (this.#waiting.size > 0) this.#endTurn();
    });
  }
}
