import type { Connection } from '../host/connection.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { sometimes } from '../host/probe.ts';
import type { Timer, Timers } from '../host/timers.ts';

const READY = Promise.resolve(true);

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
  ready(timeoutMs: number): Promise<boolean> {
    return this.#buffered > 0 ? READY : this.#receiveOne(timeoutMs);
  }

  /** Exactly `count` bytes if they are there, else undefined and nothing is taken. */
  takeNow(count: number): Buffer | undefined {
    return count <= this.#buffered ? this.#remove(count) : undefined;
  }

  /**
   * Exactly `count` bytes, all of them within `timeoutMs`. Rejects with an `EndOfStream` or a `ConnectionLost`;
   * a timeout aborts the connection.
   */
  take(count: number, timeoutMs: number): Promise<Buffer> {
    return count <= this.#buffered ? Promise.resolve(this.#remove(count)) : this.#gather(count, timeoutMs);
  }

  /**
   * Between 1 and `countMax` bytes, without copying; null when the peer has ended. Waits `timeoutMs` for the first
   * byte. Rejects with a `ConnectionLost`; a timeout aborts the connection.
   */
  async some(countMax: number, timeoutMs: number): Promise<Buffer | null> {
    if (this.#buffered === 0 && !(await this.#receiveOne(timeoutMs))) return null;
    return this.#remove(Math.min(countMax, this.#chunks[0]?.length ?? 0));
  }

  async #receiveOne(timeoutMs: number): Promise<boolean> {
    const silence = new Silence(this.#connection, this.#timers, timeoutMs);
    try {
      return this.#keep(await this.#connection.read());
    } catch (error) {
      throw silence.reason(error);
    } finally {
      silence.end();
    }
  }

  async #gather(count: number, timeoutMs: number): Promise<Buffer> {
    const silence = new Silence(this.#connection, this.#timers, timeoutMs);
    try {
      while (this.#buffered < count) {
        if (!this.#keep(await this.#connection.read()))
          throw new EndOfStream(`the peer ended after ${this.#buffered} of ${count} bytes`);
      }
    } catch (error) {
      throw silence.reason(error);
    } finally {
      silence.end();
    }
    return this.#remove(count);
  }

  /** False when what was read is the end. */
  #keep(chunk: Buffer | null): boolean {
    if (chunk === null) return false;
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    return true;
  }

  #remove(count: number): Buffer {
    this.#buffered -= count;
    const first = this.#chunks[0];
    if (first !== undefined && count <= first.length) {
      if (count === first.length) {
        this.#chunks.shift();
        return first;
      }
      this.#chunks[0] = first.subarray(count);
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

/** Aborts a connection that is silent for too long. */
class Silence {
  readonly #timeoutMs: number;
  readonly #timer: Timer;
  #tooLong = false;

  constructor(connection: Pick<Connection, 'abort'>, timers: Timers, timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#timer = timers.after(timeoutMs, () => {
      this.#tooLong = true;
      connection.abort();
    });
  }

  /** Why a read failed with `error`. */
  reason(error: unknown): unknown {
    if (!this.#tooLong) return error;
    sometimes('wire.silence');
    return new ConnectionLost(`nothing came for ${this.#timeoutMs / 1000} s`);
  }

  end(): void {
    this.#timer.cancel();
  }
}
