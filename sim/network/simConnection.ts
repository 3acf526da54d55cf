import { type Address, formatAddress } from '../../src/host/address.ts';
import type { Connection } from '../../src/host/connection.ts';
import { ConnectionLost } from '../../src/host/networkErrors.ts';
import type { Life } from '../host/life.ts';
import type { Prng } from '../prng.ts';
import type { EndTap } from './networkTap.ts';
import { Pipe, type Sink, type Windows } from './pipe.ts';
import type { Lane } from './route.ts';
import { takeFirst } from './takeFirst.ts';

/** How the peers of a process learn that it is gone: by resets, by what an abort makes them see, or not at all. */
export type Farewell = 'reset' | 'closed' | 'silent';

/** What a connection is made of, seen from one of its ends. */
export interface ConnectionParts {
  readonly local: Address;
  readonly peer: Address;
  /** The lane to the other end. */
  readonly lane: Lane;
  /** A lane from the other end, for its word of room to send more. */
  readonly creditLane: Lane;
  readonly windows: Windows;
  readonly prng: Prng;
  /** Of the process that has this end. */
  readonly life: Life;
  /** Calls `wake` after a moment, as a process that is slow to read. */
  readonly doze: (wake: () => void) => void;
  /** The other end; not asked for before both are made. */
  readonly other: () => SimConnection;
  /** Called once, when nothing is left of this end for its process. */
  readonly onGone: (connection: SimConnection) => void;
}

interface PendingRead {
  readonly resolve: (bytes: Buffer | null) => void;
  readonly reject: (error: Error) => void;
}

/** What reads have given: the only memory that may be used again. */
const GIVEN = new WeakSet<Buffer>();
const OVERWRITTEN = 0xdb;
const MERGE_MAX = 65_536;
const CHANCE_OF_MERGE = 0.5;
const CHANCE_OF_DOZE = 0.125;

/**
 * One end of a connection, with what an operating system does for it: after an abort the bytes handed over and then
 * an end still go out, unless bytes of the peer are unread or come later: that resets the peer.
 */
export class SimConnection implements Connection, Sink {
  readonly local: Address;
  readonly peer: Address;
  readonly closed: Promise<void>;
  /** The lane to the other end. */
  readonly lane: Lane;
  /** Sees what passes. */
  tap: EndTap | undefined;
  readonly #prng: Prng;
  readonly #life: Life;
  readonly #out: Pipe;
  readonly #doze: (wake: () => void) => void;
  readonly #other: () => SimConnection;
  readonly #onGone: (connection: SimConnection) => void;
  readonly #resolveClosed: () => void;
  #received: Buffer[] = [];
  #reading: PendingRead | undefined;
  #ended = false;
  #aborted = false;
  #peerEnded = false;
  /** What became of it, when nothing can be read or written any more. */
  #broken: string | undefined;
  #gone = false;
  #vanished: Farewell | undefined;

  constructor({ local, peer, lane, creditLane, windows, prng, life, doze, other, onGone }: ConnectionParts) {
    this.local = local;
    this.peer = peer;
    this.lane = lane;
    this.#prng = prng;
    this.#life = life;
    this.#out = new Pipe(prng, windows, lane, creditLane, other, life);
    this.#doze = doze;
    this.#other = other;
    this.#onGone = onGone;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#resolveClosed = resolve;
  }

  /** Whether its process still has it. */
  get open(): boolean {
    return !this.#gone;
  }

  /** Whether the other end does not answer: it vanished in silence, or the way there or back is stopped. */
  get unanswered(): boolean {
    return this.#other().#vanished === 'silent' || this.lane.route.stopped || this.#other().lane.route.stopped;
  }

  read(): Promise<Buffer | null> {
    if (this.#vanished !== undefined) return never();
    if (this.#reading !== undefined) return Promise.reject(new Error('one read at a time'));
    if (this.#received.length > 0) return Promise.resolve(this.#takeReceived());
    if (this.#peerEnded && !this.#aborted) return Promise.resolve(null);
    if (this.#broken !== undefined) return Promise.reject(this.#lost(this.#broken));
    return new Promise((resolve, reject) => {
      this.#reading = { resolve, reject };
    });
  }

  write(...chunks: readonly Uint8Array[]): Promise<void> {
    if (this.#vanished !== undefined) return never();
    this.tap?.written(chunks, this.#broken !== undefined || this.#ended);
    if (this.#broken !== undefined) return Promise.reject(this.#lost(this.#broken));
    if (this.#ended) return Promise.reject(this.#lost('was ended by this side'));
    return this.#out.write(chunks);
  }

  end(): void {
    if (this.#ended || this.#broken !== undefined || this.#gone) return;
    this.#ended = true;
    this.tap?.ended();
    this.#out.finish(() => {
      if (this.#peerEnded) this.#leave();
    });
  }

  abort(): void {
    if (this.#vanished !== undefined) return;
    const unread = this.#received.length > 0;
    this.#aborted = true;
    this.#received = [];
    this.#broken ??= 'was aborted';
    this.#rejectRead(this.#broken);
    if (this.#gone) return;
    this.#out.dropWrites(() => this.#lost('was aborted'));
    if (unread) this.#resetPeer();
    else this.#out.finish();
    this.#leave();
  }

  receive(segment: Buffer): void {
    if (this.#gone) {
      this.#resetPeer();
      return;
    }
    this.tap?.arrived(segment.length);
    this.#received.push(segment);
    if (this.#reading === undefined || this.#received.length > 1) return;
    if (this.#prng.chance(CHANCE_OF_DOZE)) this.#doze(() => this.#wake());
    else this.#wake();
  }

  receiveEnd(): void {
    if (this.#gone) return;
    this.#peerEnded = true;
    this.#wake();
    if (this.#ended && this.#out.handedOver) this.#leave();
  }

  /** The connection breaks at this end: what was received can be read, nothing else works any more. */
  break(why: string): void {
    if (this.#gone) return;
    this.#wake();
    this.#broken = why;
    this.#rejectRead(why);
    this.#out.drop(() => this.#lost(why));
    this.#leave();
  }

  /** Its process is no more: whatever waits on it waits forever. */
  vanish(farewell: Farewell): void {
    if (this.#gone) return;
    this.#gone = true;
    this.tap?.gone('left by a process that is no more');
    this.#vanished = farewell;
    this.#out.dropWrites();
    if (farewell === 'silent') this.#out.drop();
    else if (farewell === 'reset' || this.#received.length > 0) this.#resetPeer();
    else this.#out.finish();
  }

  #leave(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.tap?.gone(this.#broken ?? 'closed');
    this.#life.step(this.#resolveClosed);
    this.#onGone(this);
  }

  #wake(): void {
    this.#life.step(this.#answerRead);
  }

  /** Gives the read that waits what is there, if it still waits. */
  readonly #answerRead = (): void => {
    if (this.#reading === undefined || this.#vanished !== undefined) return;
    if (this.#received.length === 0 && !this.#peerEnded) return;
    const { resolve } = this.#reading;
    this.#reading = undefined;
    resolve(this.#received.length > 0 ? this.#takeReceived() : null);
  };

  #rejectRead(why: string): void {
    if (this.#reading === undefined) return;
    this.#life.step(() => {
      this.#reading?.reject(this.#lost(why));
      this.#reading = undefined;
    });
  }

  /** A reset is not sent again: on a stopped route it is lost. */
  #resetPeer(): void {
    this.#out.drop();
    const { route } = this.lane;
    if (!route.stopped) route.send(this.lane, 0, () => this.#other().break('was reset by the peer'));
  }

  /** The oldest segment, sometimes with those behind it. */
  #takeReceived(): Buffer {
    const merged = this.#received.length > 1 && this.#prng.chance(CHANCE_OF_MERGE);
    const bytes = merged
      ? Buffer.concat(this.#received.splice(0, this.#mergeable()))
      : (takeFirst(this.#received) as Buffer);
    this.#other().#out.consumed(bytes.length);
    GIVEN.add(bytes);
    return bytes;
  }

  #mergeable(): number {
    let size = 0;
    const tooMany = this.#received.findIndex((segment) => {
      size += segment.length;
      return size > MERGE_MAX;
    });
    return tooMany === -1 ? this.#received.length : Math.max(1, tooMany);
  }

  #lost(what: string): ConnectionLost {
    return new ConnectionLost(`the connection with ${formatAddress(this.peer)} ${what}`);
  }
}

/** Overwrites what a read has given: whoever still looks at it sees that. */
export function overwrite(bytes: Buffer): void {
  if (GIVEN.delete(bytes)) bytes.fill(OVERWRITTEN);
}

function never<T>(): Promise<T> {
  return new Promise(() => {});
}
