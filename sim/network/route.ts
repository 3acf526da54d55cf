import { SimEvent } from '../eventQueue.ts';
import type { Kernel } from '../kernel.ts';
import type { Machine } from '../machine.ts';
import type { Prng } from '../prng.ts';

/** How long bytes take. */
export interface WireTimes {
  /** Milliseconds one way, drawn between the two for each segment. */
  readonly latencyMs: readonly [min: number, max: number];
  readonly bytesPerMs: number;
}

/** What keeps its order on a route: one direction of one connection. */
export interface Lane {
  readonly route: Route;
  lastArrivalMs: number;
}

/** Something on its way: the event in which it arrives. */
class Delivery extends SimEvent {
  readonly lane: Lane;
  readonly bytes: number;
  readonly deliver: () => void;

  constructor(lane: Lane, bytes: number, deliver: () => void) {
    super();
    this.lane = lane;
    this.bytes = bytes;
    this.deliver = deliver;
  }

  fire(): void {
    const { route } = this.lane;
    if (route.to.powered) this.deliver();
    else route.hold(this);
  }
}

/** The way from one machine to another. What is sent while it is blocked waits, as it would be sent again. */
export class Route {
  readonly from: Machine;
  readonly to: Machine;
  readonly #kernel: Kernel;
  readonly #prng: Prng;
  readonly #times: WireTimes;
  #blocks = 0;
  #held: Delivery[] = [];

  constructor(from: Machine, to: Machine, kernel: Kernel, prng: Prng, times: WireTimes) {
    this.from = from;
    this.to = to;
    this.#kernel = kernel;
    this.#prng = prng;
    this.#times = times;
  }

  /** Whether nothing gets through now. */
  get stopped(): boolean {
    return this.#blocks > 0 || !this.from.powered || !this.to.powered;
  }

  lane(): Lane {
    return { route: this, lastArrivalMs: 0 };
  }

  /** Lets `deliver` happen at the other machine, after what was sent on the same lane before. */
  send(lane: Lane, bytes: number, deliver: () => void): void {
    const delivery = new Delivery(lane, bytes, deliver);
    if (this.stopped) {
      this.#held.push(delivery);
      return;
    }
    const [min, max] = this.#times.latencyMs;
    const slowness = Math.max(this.from.wireSlowness, this.to.wireSlowness);
    const earliestMs = Math.max(lane.lastArrivalMs, this.#kernel.nowMs + this.#prng.within(min, max) * slowness);
    const delayMs = earliestMs + (bytes * slowness) / this.#times.bytesPerMs - this.#kernel.nowMs;
    this.#kernel.add(delayMs, delivery);
    lane.lastArrivalMs = delivery.atMs;
  }

  /** Keeps what cannot arrive until the route is released. */
  hold(delivery: Delivery): void {
    this.#held.push(delivery);
  }

  /** Stops it until it was unblocked as many times as blocked. */
  block(): void {
    this.#blocks++;
  }

  unblock(): void {
    this.#blocks = Math.max(0, this.#blocks - 1);
    this.release();
  }

  /** Takes all blocks back. */
  clear(): void {
    this.#blocks = 0;
    this.release();
  }

  /** Whether something of `lane` is held. */
  holds(lane: Lane): boolean {
    return this.#held.some((held) => held.lane === lane);
  }

  /** Sends what was held, if nothing stops it any more. */
  release(): void {
    if (this.stopped) return;
    const held = this.#held;
    this.#held = [];
    for (const { lane, bytes, deliver } of held) this.send(lane, bytes, deliver);
  }
}
