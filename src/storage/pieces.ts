/** Bytes read and sent at once while there is memory for it, and otherwise. */
export const PIECE_SIZE = 256 * 1024;
export const PIECE_SIZE_MIN = 32 * 1024;

/** Pieces kept for the next transfer: 32 MiB. */
const KEPT_MAX = 128;

/**
 * Memory that large transfers take turns in. New memory for each would make the collector go through the whole heap again
 * and again, and the system clear pages that are filled anyway.
 */
export class Pieces {
  readonly #free: Buffer[] = [];

  /** `PIECE_SIZE` bytes that hold anything. */
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(PIECE_SIZE);
  }

  /** Takes a piece back that nobody reads or writes any more. */
  giveBack(piece: Buffer): void {
    if (this.#free.length < KEPT_MAX) this.#free.push(piece);
  }
}

/** Those of the process. */
export const PIECES = new Pieces();
