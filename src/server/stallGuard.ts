import type { Address } from '../host/address.ts';
import { type Connection, HANDED_OVER } from '../host/connection.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import type { Timers } from '../host/timers.ts';
import { RATE_MIN_BYTES_PER_MS } from './limits.ts';

/**
 * A connection that is aborted when its peer does not take what is written to it: a write gets `timeoutMs`, and time
 * for its bytes at `RATE_MIN_BYTES_PER_MS` on top. Spec: CONN-LIMITS, CONN-MIN-RATE.
 */
export class StallGuard implements Connection {
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #timeoutMs: number;

  constructor(connection: Connection, timers: Timers, timeoutMs: number) {
    this.#connection = connection;
    this.#timers = timers;
    this.#timeoutMs = timeoutMs;
  }

  get local(): Address {
    return this.#connection.local;
  }

  get peer(): Address {
    return this.#connection.peer;
  }

  get closed(): Promise<void> {
    return this.#connection.closed;
  }

  read(): Promise<Buffer | null> {
    return this.#connection.read();
  }

  write(...chunks: readonly Uint8Array[]): Promise<void> {
    const writing = this.#connection.write(...chunks);
    if (writing === HANDED_OVER) return writing;
    let size = 0;
    for (const chunk of chunks) size += chunk.length;
    return this.#guard(writing, size);
  }

  end(): void {
    this.#connection.end();
  }

  abort(): void {
    this.#connection.abort();
  }

  async #guard(writing: Promise<void>, size: number): Promise<void> {
    const timeoutMs = this.#timeoutMs + size / RATE_MIN_BYTES_PER_MS;
    let stalled = false;
    const timer = this.#timers.after(timeoutMs, () => {
      stalled = true;
      this.#connection.abort();
    });
    try {
      await writing;
    } catch (error) {
      throw stalled ? new ConnectionLost(`the peer did not take ${size} bytes within ${timeoutMs / 1000} s`) : error;
    } finally {
      timer.cancel();
    }
  }
}
