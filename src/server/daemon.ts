import type { Address } from '../host/address.ts';

/** A running daemon. */
export interface Daemon {
  /** Where it listens. */
  readonly address: Address;
  /**
   * Accepts nothing new, lets requests under way end for at most `graceMs` (10 s unless told), then cuts them.
   * Resolves when nothing of the daemon is left: no socket, no timer, no file. Stores and caches stay open:
   * they belong to whoever made them.
   */
  stop(graceMs?: number): Promise<void>;
}
