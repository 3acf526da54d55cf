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

/** Cuts the bytes of one direction into packets, keeping no more of them than it is told to. */
export class PacketStream {
  readonly #listener: PacketListener;
  readonly #head = Buffer.alloc(HEAD_SIZE);
  #headBytes = 0;
  #kept = Buffer.alloc(0);
  #keptBytes = 0;
  /** Bytes of the body that have not passed; undefined between packets. */
  #left: bigint | undefined;
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
    while (at < bytes.length && !this.#lost) at += this.#take(bytes.subarray(at));
  }

  /** Takes some bytes; returns how many. */
  #take(bytes: Uint8Array): number {
    if (this.#left !== undefined) return this.#takeBody(bytes, this.#left);
    const count = Math.min(bytes.length, HEAD_SIZE - this.#headBytes);
    this.#head.set(bytes.subarray(0, count), this.#headBytes);
    this.#headBytes += count;
    this.#offset += count;
    if (this.#headBytes === HEAD_SIZE) this.#begin();
    return count;
  }

  #begin(): void {
    const head = decodeHead(this.#head);
    const keep = this.#listener.head(head, this.#offset - HEAD_SIZE);
    if (head.bodyLength < 0n || head.bodyLength > BigInt(Number.MAX_SAFE_INTEGER)) {
      this.#lost = true;
      return;
    }
    this.#left = head.bodyLength;
    this.#kept = Buffer.alloc(Math.min(keep, Number(head.bodyLength)));
    this.#keptBytes = 0;
    if (this.#kept.length === 0) this.#listener.prefix?.(this.#kept);
    if (this.#left === 0n) this.#finish();
  }

  #takeBody(bytes: Uint8Array, left: bigint): number {
    const count = left < bytes.length ? Number(left) : bytes.length;
    const missing = this.#kept.length - this.#keptBytes;
    if (missing > 0) {
      const kept = bytes.subarray(0, Math.min(count, missing));
      this.#kept.set(kept, this.#keptBytes);
      this.#keptBytes += kept.length;
      if (this.#keptBytes === this.#kept.length) this.#listener.prefix?.(this.#kept);
    }
    this.#offset += count;
    this.#left = left - BigInt(count);
    if (this.#left === 0n) this.#finish();
    return count;
  }

  #finish(): void {
    this.#left = undefined;
    this.#headBytes = 0;
    this.#listener.complete(this.#kept);
  }
}
