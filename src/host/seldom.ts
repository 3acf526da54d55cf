import type { Clock } from './clock.ts';

/** Lets something that may happen very often be told once in a while, with how often it happened since. */
export class Seldom {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  #quietUntilMs = 0;
  #times = 0;

  constructor(clock: Clock, intervalMs: number) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
  }

  /** It happened. Calls `tell` at once, or not at all when something was told within the interval. */
  happened(tell: (times: number) => void): void {
    this.#times++;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs < this.#quietUntilMs) return;
    this.#quietUntilMs = nowMs + this.#intervalMs;
    const times = this.#times;
    this.#times = 0;
    tell(times);
  }
}
