import type { Address } from './address.ts';

/** What `write` of a connection returns when everything was handed over at once: nothing needs to be waited for. */
export const HANDED_OVER: Promise<void> = Promise.resolve();

/**
 * A byte stream in both directions. Whoever holds one must `end()` it after the peer's end was read, or
 * `abort()` it; until then it is open.
 */
export interface Connection {
  readonly local: Address;
  readonly peer: Address;
  /**
   * The bytes that have come, at least one; waits for them. null when the peer has ended its direction.
   * One read at a time. The receive buffer is bounded: what is not read stays with the sender.
   * Rejects with a `ConnectionLost` when the connection broke or was aborted.
   */
  read(): Promise<Buffer | null>;
  /**
   * Sends `chunks` in order, without copying them together. Resolves when they have been handed over, so that
   * the caller may reuse the memory and send more; that is the back-pressure. Writes may overlap; they keep
   * their order. Rejects with a `ConnectionLost`. May return `HANDED_OVER` itself.
   */
  write(...chunks: readonly Uint8Array[]): Promise<void>;
  /** Ends our direction after what was written; the peer's goes on. Calling it again does nothing. */
  end(): void;
  /**
   * Lets go of the connection at once: nothing more is read or sent, a pending read or write rejects. What was
   * handed over before may still arrive, unless bytes of the peer stay unread: then it may see a reset instead.
   * Calling it again does nothing.
   */
  abort(): void;
  /** Resolves when nothing of the connection is left. Never rejects. */
  readonly closed: Promise<void>;
}
