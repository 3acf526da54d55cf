import type { Timer, Timers } from '../../src/host/timers.ts';
import type { SimEvent } from '../eventQueue.ts';
import type { Kernel } from '../kernel.ts';
import type { Life } from './life.ts';

const NO_TIMER: Timer = { cancel() {} };

/** The timers of one process. */
export class SimTimers implements Timers {
  readonly #life: Life;
  readonly #kernel: Kernel;
  readonly #pending = new Set<SimEvent>();

  constructor(life: Life, kernel: Kernel) {
    this.#life = life;
    this.#kernel = kernel;
  }

  /** Timers that have neither fired nor been cancelled. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Milliseconds of virtual time at which they fire. */
  get dueMs(): number[] {
    return [...this.#pending].map((event) => event.atMs);
  }

  after(delayMs: number, fire: () => void): Timer {
    if (!this.#life.alive) return NO_TIMER;
    const run = (): void => {
      if (this.#pending.delete(event)) fire();
    };
    const event = this.#kernel.schedule(delayMs, () => this.#life.step(run));
    this.#pending.add(event);
    return {
      cancel: () => {
        event.cancel();
        this.#pending.delete(event);
      },
    };
  }

  /** The process is no more. */
  vanish(): void {
    for (const event of this.#pending) event.cancel();
    this.#pending.clear();
  }
}
