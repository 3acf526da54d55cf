import type { Connection } from '../host/connection.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { sometimes } from '../host/probe.ts';
import type { Timers } from '../host/timers.ts';

/** The peer ended its direction in the middle of something. */
export class EndOfStream extends Error {
  override readonly name = 'EndOfStream';
}

/**
 * Reads exact amounts from a connection. Holds what has come and was not taken: never more than what one `read`
 * of the connection gave beside what a `take` is still gathering, so memory follows what was received, never
 * what a peer claims.
 */
export class ByteReader {
  readonly #connection: Pick<Connection, 'read' | 'abort'>;
  readonly #timers: Timers;
  #chunks: Buffer[] = [];
  #buffered = 0;

  constructor(connection: Pick<Connection, 'read' | 'abort'>, timers: Timers) {
    this.#connection = connection;
    this.#timers = timers;
  }

  /** Bytes that can be taken without waiting. */
  get buffered(): number {
    return this.#buffered;
  }

  /**
   * Waits, at most `timeoutMs`, until there is at least one byte to take. False when the peer has ended instead.
   * Rejects with a `ConnectionLost`; a timeout aborts the connection.
   */
  async ready(timeoutMs: number): Promise<boolean> {
    if (this.#buffered > 0) return true;
    let timedOut = false;
    const timer = this.#timers.after(timeoutMs, () => {
      timedOut = true;
      this.#connection.abort();
    });
    try {
      return await this.#receive();
    } catch (error) {
      throw timedOut ? timeout(timeoutMs) : error;
    } finally {
      timer.cancel();
    }
  }

  /** Exactly `count` bytes if they are there, else undefined and nothing is taken. */
  takeNow(count: number): Buffer | undefined {
    return count <= this.#buffered ? this.#remove(count) : undefined;
  }

  /**
   * Exactly `count` bytes, all of them within `timeoutMs`. Rejects with an `EndOfStream` or a `ConnectionLost`;
   * a timeout aborts the connection.
   */
  async take(count: number, timeoutMs: number): Promise<Buffer> {
    if (count <= this.#buffered) return this.#remove(count);
    let timedOut = false;
    const timer = this.#timers.after(timeoutMs, () => {
      timedOut = true;
      this.#connection.abort();
    });
    try {
      while (this.#buffered < count) {
        if (!(await this.#receive())) {
          throw new EndOfStream(`the peer ended after ${this.#buffered} of ${count} bytes`);
        }
      }
    } catch (error) {
      throw timedOut ? timeout(timeoutMs) : error;
    } finally {
      timer.cancel();
    }
    return this.#remove(count);
  }

  /**
   * Between 1 and `countMax` bytes, without copying; null when the peer has ended. Waits `timeoutMs` for the first
   * byte. Rejects with a `ConnectionLost`; a timeout aborts the connection.
   */
  async some(countMax: number, timeoutMs: number): Promise<Buffer | null> {
    if (!(await this.ready(timeoutMs))) return null;
    return this.#remove(Math.min(countMax, this.#chunks[0]?.length ?? 0));
  }

  async #receive(): Promise<boolean> {
    const chunk = await this.#connection.read();
    if (chunk === null) return false;
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    return true;
  }

  #remove(count: number): Buffer {
    this.#buffered -= count;
    const first = this.#chunks[0];
    if (first !== undefined && count <= first.length) {
      if (count === first.length) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(count);
      return first.subarray(0, count);
    }
    const parts: Buffer[] = [];
    let missing = count;
    while (missing > 0) {
      const chunk = this.#chunks.shift();
      if (chunk === undefined) break;
      if (chunk.length > missing) this.#chunks.unshift(chunk.subarray(missing));
      parts.push(chunk.subarray(0, missing));
      missing -= Math.min(chunk.length, missing);
    }
    return Buffer.concat(parts, count);
  }
}

function timeout(timeoutMs: number): ConnectionLost {
  sometimes('wire.silence');
  return new ConnectionLost(`nothing came for ${timeoutMs / 1000} s`);
}
