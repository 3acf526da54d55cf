import type { Clock } from '../host/clock.ts';
import { sleep } from '../host/sleep.ts';
import type { Timers } from '../host/timers.ts';

/**
 * Lets bytes that nobody wants pass no faster than `bytesPerMs`, all who share it together and in turn: reading them
 * must not keep a daemon from its work. Spec: CONN-FAIR.
 */
export class Pace {
  readonly #host: { readonly clock: Clock; readonly timers: Timers };
  readonly #bytesPerMs: number;
  /** When all that passed so far has taken its time. */
  #dueMs = 0;

  constructor(host: { readonly clock: Clock; readonly timers: Timers }, bytesPerMs: number) {
    this.#host = host;
    this.#bytesPerMs = bytesPerMs;
  }

  /** `count` bytes have passed: resolves when the next ones may, or at once when `signal` is aborted. */
  async passed(count: number, signal?: AbortSignal): Promise<void> {
    const { clock, timers } = this.#host;
    const nowMs = clock.monotonicMs();
    const waitMs = Math.max(this.#dueMs - nowMs, 0);
    this.#dueMs = nowMs + waitMs + count / this.#bytesPerMs;
    if (waitMs >= 1) await sleep(timers, waitMs, signal);
  }
}
