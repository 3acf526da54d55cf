import type { OnReadOpts } from 'node:net';
import type { BufferPool } from '../bufferPool.ts';
import { LARGE_READ, type ReceiveBuffers } from './receiveBuffers.ts';

/** What an idle connection keeps ready, and what is copied out of rather than lent. */
const SMALL_READ = 16 * 1024;
/** What a connection with much to read uses beyond it: memory to read into, and as much with what was read before. */
const LARGE_SHARE = 2 * LARGE_READ;

/**
 * Reads what comes for a socket into memory that is used again: little while replies are small, much while content comes and the
 * daemon has memory for it. Node.js lets only a socket that this side connects read so. Spec: CONN-MEMORY.
 */
export class Receiver {
  /** For `connect` of `node:net`. */
  readonly onread: OnReadOpts;
  /** Called with what came, which is nothing before the socket is connected. */
  onBytes: (bytes: Buffer) => void = () => {
    throw new Error('bytes came before anybody could have sent them');
  };
  readonly #memory: ReceiveBuffers;
  readonly #pool: BufferPool;
  readonly #small = Buffer.allocUnsafeSlow(SMALL_READ);
  #large: Buffer | undefined;

  constructor(memory: ReceiveBuffers, pool: BufferPool) {
    this.#memory = memory;
    this.#pool = pool;
    this.onread = {
      buffer: () => this.#large ?? this.#small,
      callback: (count) => {
        this.onBytes(this.#takeOut(count));
        return true;
      },
    };
  }

  /** Gives back what it holds: the socket reads no more. */
  close(): void {
    this.#shrink();
  }

  /** The bytes that came last, which the next read does not overwrite. */
  #takeOut(count: number): Buffer {
    const from = this.#large ?? this.#small;
    if (this.#large !== undefined && count > SMALL_READ) {
      this.#large = this.#memory.take();
      return this.#memory.lend(from, count);
    }
    const copy = Buffer.from(from.subarray(0, count));
    if (from === this.#small && count === SMALL_READ) this.#grow();
    else this.#shrink();
    return copy;
  }

  #grow(): void {
    const granted = this.#pool.take(LARGE_SHARE);
    if (granted < LARGE_SHARE) this.#pool.give(granted);
    else this.#large = this.#memory.take();
  }

  #shrink(): void {
    if (this.#large === undefined) return;
    this.#memory.giveBack(this.#large);
    this.#pool.give(LARGE_SHARE);
    this.#large = undefined;
  }
}
