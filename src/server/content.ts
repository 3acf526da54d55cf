import type { Clock } from '../host/clock.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { type ByteReader, EndOfStream } from '../wire/byteReader.ts';
import { RATE_MIN_BYTES_PER_MS } from './limits.ts';

/** The content of a request, taken piece by piece. */
export class Content {
  /** Bytes of the whole content, as the head and the prefix of the request claim. */
  readonly size: bigint;
  readonly #reader: ByteReader;
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  #waitedMs = 0;
  #left: bigint;
  #broken = false;

  constructor(reader: ByteReader, size: bigint, timeoutMs: number, clock: Clock) {
    this.#reader = reader;
    this.size = size;
    this.#left = size;
    this.#timeoutMs = timeoutMs;
    this.#clock = clock;
  }

  /** Bytes that were not taken yet. */
  get left(): bigint {
    return this.#left;
  }

  /** Whether the peer was lost while it owed content. */
  get broken(): boolean {
    return this.#broken;
  }

  /**
   * The next bytes, 1 to `countMax` of them and not copied; null after the last one. Rejects with an `EndOfStream`
   * when the peer ended early, with a `ConnectionLost` when it broke, was silent for too long or is too slow on the whole. Spec: CONN-MIN-RATE.
   */
  async next(countMax: number): Promise<Buffer | null> {
    if (this.#left === 0n) return null;
    const most = this.#left < BigInt(countMax) ? Number(this.#left) : countMax;
    try {
      const chunk = await (this.#reader.buffered > 0 ? this.#reader.some(most, 0) : this.#wait(most));
      if (chunk === null) throw new EndOfStream(`the peer ended ${this.#left} bytes before the end of its content`);
      this.#left -= BigInt(chunk.length);
      return chunk;
    } catch (error) {
      this.#broken = true;
      throw error;
    }
  }

  /** The next bytes, if they come in time. Only waiting counts: meanwhile the peer could send. */
  async #wait(most: number): Promise<Buffer | null> {
    const received = Number(this.size - this.#left);
    if (this.#waitedMs > this.#timeoutMs + received / RATE_MIN_BYTES_PER_MS) {
      throw new ConnectionLost(`only ${received} bytes of content came in ${this.#waitedMs / 1000} s`);
    }
    const startMs = this.#clock.monotonicMs();
    const chunk = await this.#reader.some(most, this.#timeoutMs);
    this.#waitedMs += this.#clock.monotonicMs() - startMs;
    return chunk;
  }
}
