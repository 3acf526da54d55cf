import type { Clock } from '../../src/host/clock.ts';
import type { Kernel } from '../kernel.ts';
import type { Machine } from '../machine.ts';

/** Wall-clock milliseconds at which every world begins: 2026-01-01T00:00:00Z. */
export const WORLD_BEGINS_MS = Date.UTC(2026, 0, 1);

/** The clocks of one process: the monotonic one begins anywhere, the wall clock is as wrong as its machine's. */
export class SimClock implements Clock {
  readonly #kernel: Kernel;
  readonly #machine: Machine;
  readonly #monotonicOffsetMs: number;

  constructor(kernel: Kernel, machine: Machine, monotonicOffsetMs: number) {
    this.#kernel = kernel;
    this.#machine = machine;
    this.#monotonicOffsetMs = monotonicOffsetMs;
  }

  wallMs(): number {
    const { wallOffsetMs, wallDrift } = this.#machine;
    return Math.floor(WORLD_BEGINS_MS + this.#kernel.nowMs * (1 + wallDrift) + wallOffsetMs);
  }

  monotonicMs(): number {
    return this.#kernel.nowMs + this.#monotonicOffsetMs;
  }

  /** Simulated machines keep UTC, wherever they are simulated. */
  utcOffsetMs(): number {
    return 0;
  }
}
