import { HANDED_OVER } from '../../src/host/connection.ts';
import type { Life } from '../host/life.ts';
import type { Prng } from '../prng.ts';
import type { Lane } from './route.ts';
import { takeFirst } from './takeFirst.ts';

/** How much one direction of a connection holds. */
export interface Windows {
  /** Bytes the sender's side takes over before they are sent. */
  readonly sendBytes: number;
  /** Bytes that may be on their way or unread. */
  readonly receiveBytes: number;
}

/** Where one direction of a connection leads to. */
export interface Sink {
  receive(segment: Buffer): void;
  receiveEnd(): void;
}

interface PendingWrite {
  readonly chunks: readonly Uint8Array[];
  index: number;
  offset: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const SEGMENT_MAX = 65_536;
const CHANCE_OF_SPLIT = 0.25;

/**
 * The sending side of one direction of a connection: takes bytes over up to a window, sends them in segments whose
 * sizes are drawn, no more than the receiver has room for.
 */
export class Pipe {
  readonly #prng: Prng;
  readonly #windows: Windows;
  readonly #lane: Lane;
  readonly #creditLane: Lane;
  readonly #sink: () => Sink;
  readonly #life: Life;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #writes: PendingWrite[] = [];
  #credit: number;
  #freedBytes = 0;
  #creditUnderWay = false;
  #finish: 'not asked' | 'asked' | 'sent' = 'not asked';
  #onHandedOver: (() => void) | undefined;

  /** `lane` leads to `sink`; `creditLane` back; `life` is the sender's. */
  constructor(prng: Prng, windows: Windows, lane: Lane, creditLane: Lane, sink: () => Sink, life: Life) {
    this.#prng = prng;
    this.#windows = windows;
    this.#lane = lane;
    this.#creditLane = creditLane;
    this.#sink = sink;
    this.#life = life;
    this.#credit = windows.receiveBytes;
  }

  /** Whether all that was written is taken over. */
  get handedOver(): boolean {
    return this.#writes.length === 0;
  }

  /** Takes `chunks` over; resolves when all of their bytes are. */
  write(chunks: readonly Uint8Array[]): Promise<void> {
    const entry = { chunks, index: 0, offset: 0 };
    if (this.#writes.length === 0 && this.#admit(entry)) {
      this.#pump();
      return HANDED_OVER;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#writes.push({ ...entry, resolve, reject });
    this.#pump();
    return promise;
  }

  /** Lets the end follow what was written; `handedOver` is called when all of it was taken over. */
  finish(handedOver?: () => void): void {
    if (this.#finish !== 'not asked') return;
    this.#finish = 'asked';
    this.#onHandedOver = handedOver;
    this.#pump();
  }

  /** Drops the writes whose bytes were not taken over; rejects them if there is an error. */
  dropWrites(error?: () => Error): void {
    const writes = this.#writes;
    if (writes.length === 0) return;
    this.#writes = [];
    if (error !== undefined) for (const write of writes) this.#life.step(() => write.reject(error()));
  }

  /** Drops everything; nothing more is sent. */
  drop(error?: () => Error): void {
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#finish = 'sent';
    this.dropWrites(error);
  }

  /** The receiver made room. */
  consumed(bytes: number): void {
    this.#freedBytes += bytes;
    this.#returnCredit();
  }

  /** Tells the sender of room, if it waits for it. */
  #returnCredit(): void {
    if (this.#creditUnderWay || this.#freedBytes === 0 || this.#queuedBytes === 0) return;
    this.#creditUnderWay = true;
    const bytes = this.#freedBytes;
    this.#freedBytes = 0;
    this.#creditLane.route.send(this.#creditLane, 0, () => {
      this.#creditUnderWay = false;
      this.#credit += bytes;
      this.#pump();
    });
  }

  #pump(): void {
    do {
      this.#sendQueued();
    } while (this.#admitWaiting());
    if (this.#queuedBytes > 0) this.#returnCredit();
    if (this.#finish === 'asked' && this.#writes.length === 0) this.#pumpEnd();
  }

  #pumpEnd(): void {
    this.#onHandedOver?.();
    this.#onHandedOver = undefined;
    if (this.#queuedBytes > 0) return;
    this.#finish = 'sent';
    this.#lane.route.send(this.#lane, 0, () => this.#sink().receiveEnd());
  }

  #sendQueued(): void {
    while (this.#credit > 0) {
      const first = this.#queue[0];
      if (first === undefined) return;
      const size = this.#segmentSize(Math.min(first.length, this.#credit));
      const segment = size === first.length ? first : first.subarray(0, size);
      if (segment === first) takeFirst(this.#queue);
      else this.#queue[0] = first.subarray(size);
      this.#queuedBytes -= segment.length;
      this.#credit -= segment.length;
      this.#lane.route.send(this.#lane, segment.length, () => this.#sink().receive(segment));
    }
  }

  /** Mostly all there is; else anything down to one byte, small sizes as likely as large ones. */
  #segmentSize(available: number): number {
    const most = Math.min(available, SEGMENT_MAX);
    if (most === 1 || !this.#prng.chance(CHANCE_OF_SPLIT)) return most;
    return Math.min(most, Math.floor(this.#prng.magnitude(1, most + 1)));
  }

  /** Takes over waiting writes as far as there is room. True when some bytes were. */
  #admitWaiting(): boolean {
    const queuedBytes = this.#queuedBytes;
    for (;;) {
      const write = this.#writes[0];
      if (write === undefined || !this.#admit(write)) break;
      this.#writes.shift();
      this.#life.step(write.resolve);
    }
    return this.#queuedBytes > queuedBytes;
  }

  /** Copies bytes of one write into the queue, up to the window. True when all of them are. */
  #admit(write: Pick<PendingWrite, 'chunks' | 'index' | 'offset'>): boolean {
    for (; write.index < write.chunks.length; write.index++, write.offset = 0) {
      const chunk = write.chunks[write.index] as Uint8Array;
      const count = Math.min(chunk.length - write.offset, this.#windows.sendBytes - this.#queuedBytes);
      if (count > 0) {
        this.#queue.push(
          Buffer.from(count === chunk.length ? chunk : chunk.subarray(write.offset, write.offset + count)),
        );
        this.#queuedBytes += count;
        write.offset += count;
      }
      if (write.offset < chunk.length) return false;
    }
    return true;
  }
}
