import type { Kernel } from '../kernel.ts';

/** A process that can be made to stand still, as by SIGSTOP: the steps it would take wait, in their order. */
export class Standstill {
  readonly #kernel: Kernel;
  readonly #waiting: (() => void)[] = [];
  #pauses = 0;
  /** Whether steps are still being made up for, one an event. */
  #catchingUp = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Whether the process stands still. */
  get standing(): boolean {
    return this.#pauses > 0;
  }

  /** Runs a step, or keeps it until those before it were made. */
  step(run: () => void): void {
    if (this.#pauses > 0 || this.#catchingUp) this.#waiting.push(run);
    else run();
  }

  /** Stops the process; it goes on when every pause was ended. */
  pause(): void {
    this.#pauses++;
  }

  /** Ends one pause. */
  resume(): void {
    if (this.#pauses === 0 || --this.#pauses > 0 || this.#catchingUp) return;
    this.#catchingUp = true;
    this.#kernel.schedule(0, () => this.#catchUp());
  }

  /** The process is no more. */
  vanish(): void {
    this.#waiting.length = 0;
    this.#pauses = 0;
  }

  #catchUp(): void {
    const next = this.#pauses === 0 ? this.#waiting.shift() : undefined;
    if (next === undefined) {
      this.#catchingUp = false;
      return;
    }
    next();
    this.#kernel.schedule(0, () => this.#catchUp());
  }
}
