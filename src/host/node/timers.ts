import type { Timer, Timers } from '../timers.ts';

/** The longest delay `setTimeout` takes. */
const DELAY_MAX_MS = 2 ** 31 - 1;

/** Fires when the system has been asked for what came meanwhile: the next turn, not the next millisecond. */
class NextTurn implements Timer {
  readonly #immediate: NodeJS.Immediate;

  constructor(fire: () => void) {
    this.#immediate = setImmediate(fire);
  }

  cancel(): void {
    clearImmediate(this.#immediate);
  }
}

class NodeTimer implements Timer {
  readonly #fire: () => void;
  #leftMs: number;
  #timeout: NodeJS.Timeout;

  constructor(delayMs: number, fire: () => void) {
    this.#fire = fire;
    // Node counts from the start of the current millisecond, so without the one more it may fire too early.
    this.#leftMs = Math.ceil(Math.max(0, delayMs)) + 1;
    this.#timeout = this.#step();
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }

  #step(): NodeJS.Timeout {
    const stepMs = Math.min(this.#leftMs, DELAY_MAX_MS);
    this.#leftMs -= stepMs;
    if (this.#leftMs === 0) return setTimeout(this.#fire, stepMs);
    return setTimeout(() => {
      this.#timeout = this.#step();
    }, stepMs);
  }
}

/** Timers of the event loop; delays of any length, also none. */
export const nodeTimers: Timers = {
  after: (delayMs, fire) => (delayMs <= 0 ? new NextTurn(fire) : new NodeTimer(delayMs, fire)),
};
