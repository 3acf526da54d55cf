import { type Address, formatAddress } from '../host/address.ts';
import type { Host } from '../host/host.ts';
import { sometimes } from '../host/probe.ts';
import type { Timer } from '../host/timers.ts';
import { ClientClosed } from './clientClosed.ts';
import type { ConnectionConfig } from './clientConfig.ts';
import { Link } from './link.ts';

interface IdleLink {
  readonly link: Link;
  readonly sinceMs: number;
}

/**
 * The connections of a client to its servers. Each carries one request at a time; between two requests it waits here,
 * for a limited time. A connection that ends or on which bytes come unasked while it waits is dropped: a read stays
 * pending on it, and becomes the read of the next reply. Spec: CLIENT-POOL, CONN-NO-PIPELINING.
 */
export class Pool {
  readonly #host: Host;
  readonly #config: ConnectionConfig;
  /** By `host:port`; the link used last is at the end. */
  readonly #idle = new Map<string, IdleLink[]>();
  readonly #open = new Set<Link>();
  /** One for each connection and each connect under way; resolves when nothing of it is left. */
  readonly #gone = new Set<Promise<void>>();
  #sweep: Timer | undefined;
  readonly #closing = new AbortController();

  constructor(host: Host, config: ConnectionConfig) {
    this.#host = host;
    this.#config = config;
  }

  /** A link to `address` that waits here, or a new one. Rejects like `connect`. */
  take(address: Address): Promise<Link> {
    const key = formatAddress(address);
    const waiting = this.#idle.get(key);
    const idle = waiting?.pop();
    if (idle === undefined) return this.connect(address);
    if (waiting?.length === 0) this.#idle.delete(key);
    idle.link.reused = true;
    idle.link.headRead = false;
    return Promise.resolve(idle.link);
  }

  /** A new link to `address`. Rejects with a `ConnectionLost`, or with a `ClientClosed`. */
  async connect(address: Address): Promise<Link> {
    if (this.#closing.signal.aborted) throw new ClientClosed();
    const { network, timers } = this.#host;
    const connecting = network.connect(address, {
      timeoutMs: this.#config.connectTimeoutMs,
      signal: this.#closing.signal,
    });
    this.#track(
      connecting.then(
        (connection) => connection.closed,
        () => {},
      ),
    );
    const connection = await connecting.catch((error: unknown) => {
      throw this.#closing.signal.aborted ? new ClientClosed() : error;
    });
    if (this.#closing.signal.aborted) {
      connection.abort();
      throw new ClientClosed();
    }
    const link = new Link(address, connection, timers);
    this.#open.add(link);
    return link;
  }

  /** Takes a link back that is in step: its last reply was read to its end, or nothing was sent on it yet. */
  putBack(link: Link): void {
    const key = formatAddress(link.address);
    const waiting = this.#idle.get(key) ?? [];
    if (this.#closing.signal.aborted || link.reader.buffered > 0 || waiting.length >= this.#config.idleMax) {
      this.drop(link);
      return;
    }
    const idle = { link, sinceMs: this.#host.clock.monotonicMs() };
    waiting.push(idle);
    this.#idle.set(key, waiting);
    link.watch(() => this.#dropIfIdle(key, idle));
    this.#sweep ??= this.#host.timers.after(this.#config.idleTimeoutMs, () => this.#sweepIdle());
  }

  /** Gives up a link that is not waiting here. */
  drop(link: Link): void {
    this.#open.delete(link);
    link.abort();
  }

  /** Drops every connection. Resolves when nothing is left of any. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#sweep?.cancel();
    this.#idle.clear();
    for (const link of this.#open) link.abort();
    this.#open.clear();
    await Promise.all(this.#gone);
  }

  #track(gone: Promise<void>): void {
    const tracked = gone.then(() => {
      this.#gone.delete(tracked);
    });
    this.#gone.add(tracked);
  }

  #dropIfIdle(key: string, idle: IdleLink): void {
    const waiting = this.#idle.get(key);
    const at = waiting?.indexOf(idle) ?? -1;
    if (waiting === undefined || at < 0) return;
    sometimes('client.idleLinkDropped');
    waiting.splice(at, 1);
    if (waiting.length === 0) this.#idle.delete(key);
    this.drop(idle.link);
  }

  /** Drops the links that have waited for too long, and comes back when the next one may have. */
  #sweepIdle(): void {
    this.#sweep = undefined;
    const nowMs = this.#host.clock.monotonicMs();
    const { idleTimeoutMs } = this.#config;
    let oldestMs = Number.POSITIVE_INFINITY;
    for (const [key, waiting] of this.#idle) {
      for (const idle of [...waiting]) {
        if (nowMs - idle.sinceMs >= idleTimeoutMs) this.#dropIfIdle(key, idle);
        else oldestMs = Math.min(oldestMs, idle.sinceMs);
      }
    }
    if (oldestMs === Number.POSITIVE_INFINITY) return;
    this.#sweep = this.#host.timers.after(oldestMs + idleTimeoutMs - nowMs, () => this.#sweepIdle());
  }
}
