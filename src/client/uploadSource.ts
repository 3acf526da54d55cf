/** Content to upload. Spec: CLIENT-UPLOAD-SOURCE. */
export interface UploadSource {
  /** Bytes. */
  readonly size: number;
  /** `repeatable`: can be opened again and again; `once`: can be opened one time; `used up`: was opened that time. */
  readonly state: 'repeatable' | 'once' | 'used up';
  /**
   * Gives the content from its first byte on, exactly `size` bytes, or throws. The memory of a chunk may be used again
   * when the next one is asked for. Once `stop` is aborted, a wait for the next chunk ends soon.
   */
  open(stop: AbortSignal): AsyncIterable<Uint8Array>;
}

/** The content to upload could not be had as promised. No other server is tried: none could do better. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}
