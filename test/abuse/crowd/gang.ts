import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ports } from '../load/measured.ts';

/** Whom abusers go for. */
export type Target = keyof Ports;
export const TARGETS: readonly Target[] = ['tracker', 'id', 'storage', 'http'];

/** What abusers of a process know. */
export interface Plan {
  readonly ports: Ports;
  readonly kinds: readonly string[];
  readonly seed: number;
  /** Connections that one peer may have at a daemon. */
  readonly perPeer: number;
  /** Peers that abusers come as. */
  readonly peers: number;
  /** The first three parts of their addresses. */
  readonly network: string;
  /** Part of a processor that the process uses at most. */
  readonly share: number;
}

/** What abusers came to. */
export interface Outcome {
  /** Connections that were made. */
  connected: number;
  /** Connections that ended although the abuser did not end them. */
  closed: number;
  /** Requests, or what was meant to look like some. */
  sent: number;
}

const SLOT_MS = 20;

/** What the abusers of one process have in common: a plan, sockets, and a bounded appetite. */
export class Gang {
  readonly plan: Plan;
  readonly outcome: Outcome = { connected: 0, closed: 0, sent: 0 };
  readonly #sockets = new Set<Socket>();
  readonly #startMs = performance.now();
  readonly #startCpu = process.cpuUsage();
  #random: number;
  #over = false;

  constructor(plan: Plan) {
    this.plan = plan;
    this.#random = plan.seed;
  }

  get over(): boolean {
    return this.#over;
  }

  /** 0 up to but not including `below`. */
  draw(below: number): number {
    this.#random = (Math.imul(this.#random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#random / 2 ** 32) * below);
  }

  /** Random bytes. */
  bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.draw(256)));
  }

  /** A connection, as peer number `peer`; undefined when it was not accepted or all is over. */
  open(target: Target, peer: number): Promise<Socket | undefined> {
    if (this.#over) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const socket = connect({
        host: '127.0.0.1',
        port: this.plan.ports[target],
        localAddress: `${this.plan.network}.${peer + 1}`,
      });
      this.#sockets.add(socket);
      let own = false;
      socket.once('connect', () => {
        this.outcome.connected++;
        resolve(socket);
      });
      socket.on('error', () => undefined);
      socket.once('end', () => socket.destroy());
      const destroy = socket.destroy.bind(socket);
      socket.destroy = (...args) => {
        own ||= !socket.readableEnded && args[0] === undefined;
        return destroy(...args);
      };
      socket.once('close', () => {
        this.#sockets.delete(socket);
        if (!own && !this.#over) this.outcome.closed++;
        resolve(undefined);
      });
    });
  }

  /** Does `step` again and again, as far as the appetite of all allows, until all is over. */
  async keep(step: () => Promise<void> | void): Promise<void> {
    while (!this.#over) {
      await step();
      await this.digest();
    }
  }

  /** Waits until the process has used no more than its share. */
  async digest(): Promise<void> {
    for (;;) {
      const { user, system } = process.cpuUsage(this.#startCpu);
      const allowedMs = (performance.now() - this.#startMs + SLOT_MS) * this.plan.share;
      if (this.#over || (user + system) / 1000 <= allowedMs) return;
      await sleep(SLOT_MS);
    }
  }

  /** Ends everything. */
  stop(): void {
    this.#over = true;
    for (const socket of this.#sockets) socket.destroy();
  }
}
