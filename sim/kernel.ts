import { type Drain, drainJobs } from './drain.ts';
import { EventQueue, SimEvent } from './eventQueue.ts';
import { Trace } from './trace.ts';

/** How long a run may take and how it is driven. */
export interface KernelOptions {
  readonly drain?: Drain;
  /** Milliseconds of virtual time one run may take; 24 hours unless told. */
  readonly runMaxMs?: number;
  /** Told when the simulation starts and stops running within one turn of the event loop. */
  readonly onTurn?: (running: boolean) => void;
}

/** A run came to a point from which nothing can happen any more, or took too much virtual time. */
export class SimulationStuck extends Error {
  override readonly name = 'SimulationStuck';
}

/** An event that is a function. */
class Action extends SimEvent {
  readonly #fire: () => void;

  constructor(fire: () => void) {
    super();
    this.#fire = fire;
  }

  fire(): void {
    this.#fire();
  }
}

/** All moments are multiples of this, so that sums and differences of them are exact. */
const TICKS_PER_MS = 1024;
const EVENTS_PER_TURN = 4096;
/** Turns of the event loop without any event, after which a run driven by it counts as stuck. */
const EMPTY_TURNS_MAX = 16;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Virtual time: a queue of events. Time stands still while an event and the promise jobs it caused run, and then
 * jumps to the next one. Given the same events, everything happens in the same order, always.
 */
export class Kernel {
  readonly #queue = new EventQueue();
  readonly #drain: Drain;
  readonly #runMaxMs: number;
  readonly #onTurn: ((running: boolean) => void) | undefined;
  /** What happened and what was drawn. */
  readonly trace = new Trace();
  /** Told of a run that is stuck: what is still open. */
  readonly #describe: () => string;
  #nowMs = 0;
  #sequence = 0;
  #eventCount = 0;
  #running = false;

  constructor(options: KernelOptions, describe: () => string) {
    this.#drain = options.drain ?? 'jobs';
    this.#runMaxMs = options.runMaxMs ?? DAY_MS;
    this.#onTurn = options.onTurn;
    this.#describe = describe;
  }

  /** Milliseconds of virtual time since the world began. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Events that have happened. */
  get eventCount(): number {
    return this.#eventCount;
  }

  /** A number that stands for which events happened when, and what was drawn; equal for two runs of the same seed. */
  get hash(): number {
    return this.trace.hash;
  }

  /** Lets `fire` happen `delayMs` from now, at once but after this event when it is 0. */
  schedule(delayMs: number, fire: () => void): SimEvent {
    const event = new Action(fire);
    this.add(delayMs, event);
    return event;
  }

  /** Lets `event` happen `delayMs` from now, as `schedule` does. */
  add(delayMs: number, event: SimEvent): void {
    const atMs = this.#nowMs + Math.ceil(Math.max(0, delayMs) * TICKS_PER_MS) / TICKS_PER_MS;
    if (!Number.isFinite(atMs)) throw new RangeError(`an event cannot happen ${delayMs} ms from now`);
    event.enter(this.#queue, atMs, this.#sequence++);
  }

  /** The events that are still going to happen, in no order. */
  pending(): SimEvent[] {
    return this.#queue.pending();
  }

  /**
   * Lets virtual time pass until what `body` returned settles, and settles alike. Rejects with a `SimulationStuck`
   * when nothing is left to happen before, or when it takes too much virtual time; with what an event threw.
   * Events that are left stay for the next run.
   */
  async run<T>(body: () => Promise<T>): Promise<T> {
    if (this.#running) throw new Error('the simulation is running already');
    this.#running = true;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    /** Settles the run; called after the turn in which the body settled, for what follows is no simulation. */
    let settle: (() => void) | undefined;
    this.schedule(0, () => {
      body().then(
        (result) => {
          settle = () => resolve(result);
        },
        (error: unknown) => {
          settle = () => reject(error);
        },
      );
    });
    this.#drive(() => settle, reject);
    try {
      return await promise;
    } finally {
      this.#running = false;
    }
  }

  #drive(settled: () => (() => void) | undefined, fail: (error: unknown) => void): void {
    const endMs = this.#nowMs + this.#runMaxMs;
    const eventsPerTurn = this.#drain === 'jobs' ? EVENTS_PER_TURN : 1;
    let emptyTurns = 0;
    const turn = (): boolean => {
      for (let count = 0; count < eventsPerTurn; count++) {
        if (settled() !== undefined) return true;
        const next = this.#queue.peek();
        if (next === undefined) {
          if (this.#drain === 'eventLoop' && emptyTurns++ < EMPTY_TURNS_MAX) break;
          throw new SimulationStuck(`deadlock: nothing is left to happen; ${this.#describe()}`);
        }
        if (next.atMs > endMs) {
          throw new SimulationStuck(`no end after ${this.#runMaxMs} ms of virtual time; ${this.#describe()}`);
        }
        emptyTurns = 0;
        this.#happen(next);
        if (this.#drain === 'jobs') drainJobs();
      }
      return false;
    };
    const turns = (): void => {
      this.#onTurn?.(true);
      let over = false;
      let fails: (() => void) | undefined;
      try {
        over = turn();
      } catch (error) {
        fails = () => fail(error);
      } finally {
        this.#onTurn?.(false);
      }
      if (fails !== undefined) fails();
      else if (over) settled()?.();
      else setImmediate(turns);
    };
    setImmediate(turns);
  }

  #happen(event: SimEvent): void {
    this.#queue.pop();
    this.#nowMs = event.atMs;
    this.#eventCount++;
    this.trace.event(event.sequence, event.atMs * TICKS_PER_MS);
    event.fire();
  }
}
