import type { Address } from './address.ts';
import type { Connection } from './connection.ts';

/** Waits for connections until it is closed. */
export interface Listener {
  /** Where it listens; the port is the real one when 0 was asked for. */
  readonly address: Address;
  /** Accepts no more; connections accepted before live on. Resolves when the port is free again. */
  close(): Promise<void>;
}

/** How to connect. */
export interface ConnectOptions {
  readonly timeoutMs: number;
  /** The own address to connect from; the system's choice unless given. */
  readonly localHost?: string;
  /** The attempt is given up when this is aborted. */
  readonly signal?: AbortSignal;
}

/** Byte streams between hosts. */
export interface Network {
  /**
   * Listens at `address`; port 0 takes a free one. `accept` gets every connection.
   * Rejects with a `ListenError` when the address cannot be had.
   */
  listen(address: Address, accept: (connection: Connection) => void): Promise<Listener>;
  /** Connects to `address`. Rejects with a `ConnectionLost`, after `timeoutMs` at the latest. */
  connect(address: Address, options: ConnectOptions): Promise<Connection>;
  /**
   * Takes back the memory of what a `read` of one of its connections gave: nobody may look at it any more, and later reads may
   * overwrite it. Whoever keeps bytes leaves it out. Does nothing with other memory.
   */
  reuse(bytes: Buffer): void;
}
