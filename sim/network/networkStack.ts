import { formatAddress } from '../../src/host/address.ts';
import type { Connection } from '../../src/host/connection.ts';
import type { Life } from '../host/life.ts';
import type { Farewell, SimConnection } from './simConnection.ts';

/** A port that is listened at. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly accept: (connection: Connection) => void;
}

const EPHEMERAL_FIRST = 32_768;
const EPHEMERAL_COUNT = 28_232;
const WILDCARDS = new Set(['0.0.0.0', '::', '']);

/** Whether `host` stands for all addresses of a machine. */
export function isWildcard(host: string): boolean {
  return WILDCARDS.has(host);
}

/** The sockets of one process: its listeners, its connections, its attempts to connect. */
export class NetworkStack {
  readonly life: Life;
  readonly #listening = new Map<number, Listening[]>();
  readonly #connections = new Set<SimConnection>();
  readonly #portUses = new Map<number, number>();
  /** Connections that the process has not taken yet. */
  readonly #backlog = new Map<Connection, Listening>();
  #attempts = 0;
  #nextPort = 0;

  /** `firstPort` says where the free ports begin, any number; `life` is the life of the process. */
  constructor(firstPort: number, life: Life) {
    this.life = life;
    this.#nextPort = firstPort % EPHEMERAL_COUNT;
  }

  get connections(): Iterable<SimConnection> {
    return this.#connections;
  }

  /** Sockets that are open now. */
  get openSockets(): number {
    const listeners = [...this.#listening.values()].reduce((sum, list) => sum + list.length, 0);
    return listeners + this.#connections.size + this.#attempts;
  }

  /** What is open, in words. */
  describe(): string[] {
    return [
      ...[...this.#listening.values()].flat().map((listening) => `listens at ${formatAddress(listening)}`),
      ...[...this.#connections].map(({ local, peer }) => `${formatAddress(local)} - ${formatAddress(peer)}`),
      ...(this.#attempts > 0 ? [`${this.#attempts} attempts to connect`] : []),
    ];
  }

  /** A port nobody uses. */
  freePort(): number {
    for (let tries = 0; tries < EPHEMERAL_COUNT; tries++) {
      const port = EPHEMERAL_FIRST + this.#nextPort;
      this.#nextPort = (this.#nextPort + 1) % EPHEMERAL_COUNT;
      if (!this.#listening.has(port) && !this.#portUses.has(port)) return port;
    }
    throw new Error('all ports are in use');
  }

  /** False when somebody listens there already. */
  listen(listening: Listening): boolean {
    const list = this.#listening.get(listening.port) ?? [];
    const clash = list.some(
      (other) => other.host === listening.host || isWildcard(other.host) || isWildcard(listening.host),
    );
    if (clash) return false;
    this.#listening.set(listening.port, [...list, listening]);
    return true;
  }

  unlisten(listening: Listening): void {
    const rest = (this.#listening.get(listening.port) ?? []).filter((other) => other !== listening);
    if (rest.length > 0) this.#listening.set(listening.port, rest);
    else this.#listening.delete(listening.port);
    for (const [connection, waitsFor] of this.#backlog) {
      if (waitsFor !== listening) continue;
      this.#backlog.delete(connection);
      connection.abort();
    }
  }

  /** Who listens at an address of this machine. */
  listenerAt(host: string, port: number): Listening | undefined {
    return this.#listening.get(port)?.find((listening) => listening.host === host || isWildcard(listening.host));
  }

  /** Gives a new connection to the process; until that takes it the connection waits at its listener. */
  accept(listening: Listening, connection: Connection): void {
    this.#backlog.set(connection, listening);
    this.life.step(() => {
      if (this.#backlog.delete(connection)) listening.accept(connection);
    });
  }

  beginAttempt(): void {
    this.#attempts++;
  }

  endAttempt(): void {
    this.#attempts--;
  }

  add(connection: SimConnection): void {
    this.#connections.add(connection);
    const { port } = connection.local;
    this.#portUses.set(port, (this.#portUses.get(port) ?? 0) + 1);
  }

  remove(connection: SimConnection): void {
    this.#connections.delete(connection);
    const { port } = connection.local;
    const uses = (this.#portUses.get(port) ?? 0) - 1;
    if (uses > 0) this.#portUses.set(port, uses);
    else this.#portUses.delete(port);
  }

  /** The process is no more. */
  vanish(farewell: Farewell): void {
    this.#listening.clear();
    for (const connection of this.#connections) connection.vanish(farewell);
    this.#connections.clear();
  }
}
