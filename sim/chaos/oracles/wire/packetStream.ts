import { decodeHead, HEAD_SIZE, type Head } from '../../../../src/protocol/head.ts';

/** Told of the packets of one direction of a connection. */
export interface PacketListener {
  /** A head was seen whole. Says how many bytes of its body to keep. */
  head(head: Head, startOffset: number): number;
  /** All of the body passed; `kept` is its beginning. */
  complete(kept: Buffer): void;
  /** As much of the body as was to be kept has passed. */
  prefix?(kept: Buffer): void;
}

const NOTHING = Buffer.alloc(0);

/** Cuts the bytes of one direction into packets, keeping no more of them than it is told to. */
export class PacketStream {
  readonly #listener: PacketListener;
  /** Where a head is put together. */
  readonly #head = Buffer.allocUnsafe(HEAD_SIZE);
  #headBytes = 0;
  #kept = NOTHING;
  #keptBytes = 0;
  /** Bytes of the body that have not passed; undefined between packets. */
  #left: number | undefined;
  #offset = 0;
  #lost = false;

  constructor(listener: PacketListener) {
    this.#listener = listener;
  }

  /** Whether a packet has begun that is not complete. */
  get withinPacket(): boolean {
    return this.#headBytes > 0;
  }

  /** Whether a head had a length that leads nowhere: nothing that follows can be read. */
  get lost(): boolean {
    return this.#lost;
  }

  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && !this.#lost) {
      at += this.#left === undefined ? this.#takeHead(bytes, at) : this.#takeBody(bytes, at, this.#left);
    }
  }

  /** Takes bytes of a head, from `from` on; returns how many. */
  #takeHead(bytes: Uint8Array, from: number): number {
    const count = Math.min(bytes.length - from, HEAD_SIZE - this.#headBytes);
    for (let at = 0; at < count; at++) this.#head[this.#headBytes + at] = bytes[from + at] as number;
    this.#headBytes += count;
    this.#offset += count;
    if (this.#headBytes === HEAD_SIZE) this.#begin();
    return count;
  }

  #begin(): void {
    const head = decodeHead(this.#head);
    const keep = this.#listener.head(head, this.#offset - HEAD_SIZE);
    const length = Number(head.bodyLength);
    if (length < 0 || length > Number.MAX_SAFE_INTEGER) {
      this.#lost = true;
      return;
    }
    this.#left = length;
    const keptSize = Math.min(keep, length);
    this.#kept = keptSize === 0 ? NOTHING : Buffer.allocUnsafe(keptSize);
    this.#keptBytes = 0;
    if (keptSize === 0) this.#listener.prefix?.(this.#kept);
    if (length === 0) this.#finish();
  }

  /** Takes bytes of a body of which `left` are missing, from `from` on; returns how many. */
  #takeBody(bytes: Uint8Array, from: number, left: number): number {
    const count = Math.min(left, bytes.length - from);
    const missing = this.#kept.length - this.#keptBytes;
    if (missing > 0) {
      const size = Math.min(count, missing);
      this.#kept.set(bytes.length === size ? bytes : bytes.subarray(from, from + size), this.#keptBytes);
      this.#keptBytes += size;
      if (size === missing) this.#listener.prefix?.(this.#kept);
    }
    this.#offset += count;
    this.#left = left - count;
    if (this.#left === 0) this.#finish();
    return count;
  }

  #finish(): void {
    this.#left = undefined;
    this.#headBytes = 0;
    this.#listener.complete(this.#kept);
  }
}
