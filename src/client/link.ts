import type { Address } from '../host/address.ts';
import { type Connection, HANDED_OVER } from '../host/connection.ts';
import type { ConnectionLost } from '../host/networkErrors.ts';
import type { Timers } from '../host/timers.ts';
import { ByteReader } from '../wire/byteReader.ts';

const noop = (): void => {};

/** A connection to a server that carries one request after another. */
export class Link {
  readonly address: Address;
  readonly reader: ByteReader;
  /** Whether the request under way is not the first one. */
  reused = false;
  /** Whether a head of the reply to the request under way was read. */
  headRead = false;
  readonly #connection: Connection;
  /** A read that was begun by `watch` and that nobody has taken the result of. */
  #pendingRead: Promise<Buffer | null> | undefined;
  #failure: ConnectionLost | undefined;

  constructor(address: Address, connection: Connection, timers: Timers) {
    this.address = address;
    this.#connection = connection;
    this.reader = new ByteReader({ read: () => this.#read(), abort: () => connection.abort() }, timers);
  }

  /** Resolves when nothing of the connection is left. */
  get closed(): Promise<void> {
    return this.#connection.closed;
  }

  /** Why the connection was given up on this side, if it was. */
  get failure(): ConnectionLost | undefined {
    return this.#failure;
  }

  /** Whether any byte came that may belong to the reply to the request under way. */
  get replied(): boolean {
    return this.headRead || this.reader.buffered > 0;
  }

  /** Hands `chunks` over to be sent. Rejects with a `ConnectionLost`. */
  write(...chunks: readonly Uint8Array[]): Promise<void> {
    return this.#connection.write(...chunks);
  }

  /**
   * Sends a small packet. A connection that breaks meanwhile shows when the reply is read: a reply that came before
   * it broke still counts.
   */
  send(packet: Buffer): void {
    const writing = this.#connection.write(packet);
    if (writing !== HANDED_OVER) writing.catch(noop);
  }

  /**
   * Calls `onNews` once when something came, be it the end or the loss of the connection; without a time limit.
   * Nothing is lost by it: whoever reads next gets what came.
   */
  watch(onNews: () => void): void {
    this.#pendingRead ??= this.#connection.read();
    this.#pendingRead.then(onNews, onNews);
  }

  /** Drops the connection. */
  abort(failure?: ConnectionLost): void {
    this.#failure ??= failure;
    this.#connection.abort();
  }

  #read(): Promise<Buffer | null> {
    const pending = this.#pendingRead;
    if (pending === undefined) return this.#connection.read();
    this.#pendingRead = undefined;
    return pending;
  }
}
