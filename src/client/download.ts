/** Which part of a file is wanted. */
export interface DownloadRange {
  /** First byte. */
  readonly offset: number;
  /** Bytes; 0 means all up to the end. */
  readonly size: number;
}

/**
 * Content on its way. Its connection is held until all chunks were taken, the loop over them was left, or `close`
 * was called: whoever does not take the chunks must call it.
 */
export interface Download {
  /** How many bytes `chunks` gives. */
  readonly size: number;
  /**
   * The bytes as they come, not copied; the storage sends no faster than they are taken. Can be gone through once.
   * A storage that fails on the way is replaced by another one that goes on at the same byte; when none can, it
   * rejects like `Client.download`.
   */
  readonly chunks: AsyncIterable<Buffer>;
  /** Lets go of what has not been taken. Nothing happens when there is nothing left. */
  close(): void;
}
