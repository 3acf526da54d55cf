/** What one read takes at most. Node's own reads give a quarter of it. */
export const LARGE_READ = 256 * 1024;
/** Memory kept for the next reads: 16 MiB. */
const KEPT_MAX = 64;

/**
 * Memory that the large reads of a process take turns in. New memory for each would make the collector go through the whole
 * heap again and again, and the system clear pages that are filled anyway.
 */
export class ReceiveBuffers {
  readonly #free: Buffer[] = [];
  /** What was read, and the memory it lies in. */
  readonly #lent = new WeakMap<Buffer, Buffer>();

  /** `LARGE_READ` bytes that hold anything. */
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(LARGE_READ);
  }

  /** The first `count` bytes of memory that was taken, for whoever reads; they may come back by `reuse`. */
  lend(memory: Buffer, count: number): Buffer {
    const bytes = memory.subarray(0, count);
    this.#lent.set(bytes, memory);
    return bytes;
  }

  /** Takes back the memory of bytes that were lent and that nobody looks at any more. Nothing happens with others, or twice. */
  reuse(bytes: Buffer): void {
    const memory = this.#lent.get(bytes);
    if (memory === undefined) return;
    this.#lent.delete(bytes);
    this.giveBack(memory);
  }

  /** Takes back memory that was taken and not lent. */
  giveBack(memory: Buffer): void {
    if (this.#free.length < KEPT_MAX) this.#free.push(memory);
  }
}
