import type { ByteReader } from '../wire/byteReader.ts';
import { EndOfStream } from '../wire/byteReader.ts';

/** The content of a request, taken piece by piece. */
export class Content {
  /** Bytes of the whole content, as the head and the prefix of the request claim. */
  readonly size: bigint;
  readonly #reader: ByteReader;
  readonly #timeoutMs: number;
  #left: bigint;
  #broken = false;

  constructor(reader: ByteReader, size: bigint, timeoutMs: number) {
    this.#reader = reader;
    this.size = size;
    this.#left = size;
    this.#timeoutMs = timeoutMs;
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
   * when the peer ended early, with a `ConnectionLost` when it broke or was silent for too long.
   */
  async next(countMax: number): Promise<Buffer | null> {
    if (this.#left === 0n) return null;
    const most = this.#left < BigInt(countMax) ? Number(this.#left) : countMax;
    try {
      const chunk = await this.#reader.some(most, this.#timeoutMs);
      if (chunk === null) throw new EndOfStream(`the peer ended ${this.#left} bytes before the end of its content`);
      this.#left -= BigInt(chunk.length);
      return chunk;
    } catch (error) {
      this.#broken = true;
      throw error;
    }
  }
}
