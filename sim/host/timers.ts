import type { Timer, Timers } from '../../src/host/timers.ts';
import { SimEvent } from '../eventQueue.ts';
import type { Kernel } from '../kernel.ts';
import type { Life } from './life.ts';

const NO_TIMER: Timer = { cancel() {} };

/** The timers of one process. */
export class SimTimers implements Timers {
  readonly #life: Life;
  readonly #kernel: Kernel;
  #pending = 0;

  constructor(life: Life, kernel: Kernel) {
    this.#life = life;
    this.#kernel = kernel;
  }

  /** Timers that have neither fired nor been cancelled. */
  get pending(): number {
    return this.#life.alive ? this.#pending : 0;
  }

  /** Milliseconds of virtual time at which they fire. */
  get dueMs(): number[] {
    return this.#set().map((timer) => timer.atMs);
  }

  after(delayMs: number, fire: () => void): Timer {
    if (!this.#life.alive) return NO_TIMER;
    const timer = new SimTimer(this, fire);
    this.#kernel.add(delayMs, timer);
    this.#pending++;
    return timer;
  }

  /** Lets the process run what a timer is for, if it is alive and the timer not cancelled meanwhile. */
  due(timer: SimTimer): void {
    this.#life.step(() => timer.run());
  }

  /** Counts a timer that has fired or was cancelled. */
  over(): void {
    this.#pending--;
  }

  /** The process is no more. */
  vanish(): void {
    for (const timer of this.#set()) timer.cancel();
  }

  /** Those that are not due yet. */
  #set(): SimTimer[] {
    return this.#kernel.pending().filter((event) => event instanceof SimTimer && event.timers === this) as SimTimer[];
  }
}

/** One timer, and the event in which it is due. */
class SimTimer extends SimEvent implements Timer {
  readonly timers: SimTimers;
  readonly #run: () => void;
  #over = false;

  constructor(timers: SimTimers, run: () => void) {
    super();
    this.timers = timers;
    this.#run = run;
  }

  fire(): void {
    this.timers.due(this);
  }

  run(): void {
    if (this.#over) return;
    this.#end();
    this.#run();
  }

  override cancel(): void {
    if (this.#over) return;
    super.cancel();
    this.#end();
  }

  #end(): void {
    this.#over = true;
    this.timers.over();
  }
}
