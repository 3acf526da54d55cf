/** The content of a simulated file, which may go by several names. */
export class SimFile {
  readonly kind = 'file';
  modifiedMs: number;
  /** Names it has now. */
  links = 0;
  /** Bytes from the start that survive a crash. */
  durableSize = 0;
  #size = 0;
  #chunks: Buffer[] = [];
  #starts: number[] = [];

  constructor(modifiedMs: number) {
    this.modifiedMs = modifiedMs;
  }

  get size(): number {
    return this.#size;
  }

  /** Keeps `bytes` themselves: nobody may change them afterwards. */
  append(bytes: Buffer, nowMs: number): void {
    this.modifiedMs = nowMs;
    if (bytes.length === 0) return;
    this.#starts.push(this.#size);
    this.#chunks.push(bytes);
    this.#size += bytes.length;
  }

  /** Fills `target` from `position` on; returns how many bytes there were. */
  readAt(target: Uint8Array, position: number): number {
    let filled = 0;
    for (let index = this.#chunkAt(position); index < this.#chunks.length && filled < target.length; index++) {
      const from = position + filled - (this.#starts[index] as number);
      const part = (this.#chunks[index] as Buffer).subarray(from, from + target.length - filled);
      target.set(part, filled);
      filled += part.length;
    }
    return filled;
  }

  /** All of it. */
  content(): Buffer {
    return Buffer.concat(this.#chunks, this.#size);
  }

  /** After a crash: `kept` bytes are there, those from `right` on are zeros; all of that is durable. */
  tear(kept: number, right: number): void {
    const content = this.content().subarray(0, kept).fill(0, Math.min(kept, right));
    this.#chunks = kept === 0 ? [] : [content];
    this.#starts = kept === 0 ? [] : [0];
    this.#size = kept;
    this.durableSize = kept;
  }

  /** The index of the chunk that holds the byte at `position`; past the last one at or past the end. */
  #chunkAt(position: number): number {
    if (position >= this.#size) return this.#chunks.length;
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
