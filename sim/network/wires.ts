import type { Kernel } from '../kernel.ts';
import type { Machine } from '../machine.ts';
import type { Prng } from '../prng.ts';
import type { NetworkTap } from './networkTap.ts';
import type { Windows } from './pipe.ts';
import { Route, type WireTimes } from './route.ts';
import type { SimConnection } from './simConnection.ts';

/** How the network of a world behaves. */
export interface NetworkOptions {
  /** Milliseconds one way between machines; 0.1 to 2 unless told. */
  readonly latencyMs?: readonly [min: number, max: number];
  /** 125,000 (1 Gbit/s) unless told. */
  readonly bytesPerMs?: number;
  /** Drawn for each connection, 4 KiB to 256 KiB, unless told. */
  readonly windows?: Windows;
}

const LOOPBACK: WireTimes = { latencyMs: [0.01, 0.05], bytesPerMs: 1_000_000 };
const DOZE_MAX_MS = 2;
/** Bytes; small windows are as likely as large ones. */
export const WINDOW_MIN = 4 * 1024;
const WINDOW_MAX = 256 * 1024;
/** Milliseconds after which an idle connection that is not answered any more breaks, by keep-alive. */
const KEEP_ALIVE_MS = 70_000;
/** Milliseconds after which one that has sent something breaks. */
const RESEND_MS = 924_000;

/** The network between the machines of a world, and the faults in it. */
export class Wires {
  readonly prng: Prng;
  readonly kernel: Kernel;
  /** Sees every connection made from now on. */
  tap: NetworkTap | undefined;
  readonly #options: NetworkOptions;
  readonly #times: WireTimes;
  readonly #machines: Machine[] = [];
  readonly #routes = new Map<Machine, Map<Machine, Route>>();

  constructor(kernel: Kernel, prng: Prng, options: NetworkOptions) {
    this.kernel = kernel;
    this.prng = prng;
    this.#options = options;
    this.#times = { latencyMs: options.latencyMs ?? [0.1, 2], bytesPerMs: options.bytesPerMs ?? 125_000 };
  }

  /** Calls `wake` after a moment. */
  readonly doze = (wake: () => void): void => {
    this.kernel.schedule(this.prng.within(0, DOZE_MAX_MS), wake);
  };

  add(machine: Machine): void {
    this.#machines.push(machine);
  }

  /** The machine with this name or address. */
  find(host: string): Machine | undefined {
    return this.#machines.find(({ name, ip }) => name === host || ip === host);
  }

  route(from: Machine, to: Machine): Route {
    const routes = this.#routes.get(from) ?? new Map<Machine, Route>();
    this.#routes.set(from, routes);
    let route = routes.get(to);
    if (route === undefined) {
      route = new Route(from, to, this.kernel, this.prng, from === to ? LOOPBACK : this.#times);
      routes.set(to, route);
    }
    return route;
  }

  /** The windows of a new connection. */
  windows(): Windows {
    const draw = (): number => Math.floor(this.prng.magnitude(WINDOW_MIN, WINDOW_MAX));
    return this.#options.windows ?? { sendBytes: draw(), receiveBytes: draw() };
  }

  /** Lets nothing through from each of `from` to each of `to`. */
  block(from: readonly Machine[], to: readonly Machine[]): void {
    for (const route of this.#between(from, to)) route.block();
    this.#giveUpLater(this.#connectionsBetween(from, to));
  }

  unblock(from: readonly Machine[], to: readonly Machine[]): void {
    for (const route of this.#between(from, to)) route.unblock();
  }

  unblockAll(): void {
    for (const route of this.#allRoutes()) route.clear();
  }

  /** Resets the connections of `machine`, at both ends. */
  cut(machine: Machine): void {
    for (const connection of this.#connectionsBetween([machine], this.#machines))
      connection.break('was reset on its way');
  }

  /** The power of `machine` went: what is sent to it waits, its connections break where they are not answered. */
  powerOff(machine: Machine): void {
    this.#giveUpLater(this.#connectionsBetween([machine], this.#machines));
    machine.powered = false;
  }

  powerOn(machine: Machine): void {
    machine.powered = true;
    for (const route of this.#allRoutes()) if (route.from === machine || route.to === machine) route.release();
  }

  #giveUpLater(connections: readonly SimConnection[]): void {
    if (connections.length === 0) return;
    const breakThose = (which: (connection: SimConnection) => boolean): void => {
      for (const connection of connections) {
        if (connection.open && connection.unanswered && which(connection)) connection.break('timed out');
      }
    };
    this.kernel.schedule(KEEP_ALIVE_MS, () => breakThose(({ lane }) => !lane.route.holds(lane)));
    this.kernel.schedule(RESEND_MS, () => breakThose(() => true));
  }

  /** Both ends of every connection between one of `left` and one of `right`. */
  #connectionsBetween(left: readonly Machine[], right: readonly Machine[]): SimConnection[] {
    return this.#machines.flatMap((machine) =>
      [...(machine.stack?.connections ?? [])].filter(({ lane: { route } }) => {
        const { from, to } = route;
        return (left.includes(from) && right.includes(to)) || (left.includes(to) && right.includes(from));
      }),
    );
  }

  #between(from: readonly Machine[], to: readonly Machine[]): Route[] {
    return from.flatMap((one) => to.filter((other) => other !== one).map((other) => this.route(one, other)));
  }

  #allRoutes(): Route[] {
    return [...this.#routes.values()].flatMap((routes) => [...routes.values()]);
  }
}
