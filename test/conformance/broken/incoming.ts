import type { Socket } from 'node:net';

/** What comes on a connection, taken in exact amounts. */
export class Incoming {
  #chunks: Buffer[] = [];
  #size = 0;
  #ended = false;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    socket.on('data', (chunk) => {
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      this.#wake();
    });
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    socket.on('end', end);
    socket.on('close', end);
  }

  get buffered(): number {
    return this.#size;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Exactly so many bytes; undefined when the peer ends before. */
  async take(count: number): Promise<Buffer | undefined> {
    while (this.#size < count) {
      if (this.#ended) return undefined;
      await this.#more();
    }
    const all = Buffer.concat(this.#chunks);
    this.#chunks = count < all.length ? [all.subarray(count)] : [];
    this.#size -= count;
    return all.subarray(0, count);
  }

  /** Puts bytes back that were taken. */
  untake(bytes: Buffer): void {
    this.#chunks.unshift(bytes);
    this.#size += bytes.length;
  }

  /** What has come of the last `take` that found the end. */
  rest(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
