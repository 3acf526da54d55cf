import type { FileAddress } from '../protocol/fileAddress.ts';

/** A part of a file: `size` bytes, at least one, from byte `offset` on. */
export interface ContentRange {
  readonly offset: number;
  readonly size: number;
}

/** Content on its way. */
export interface FileContent {
  /** How many bytes `chunks` is going to give. */
  readonly size: number;
  /**
   * Read from storage no faster than taken. A storage that fails is replaced by another one at the same byte; when
   * there is none, this rejects. Spec: HTTP-FAILOVER.
   */
  readonly chunks: AsyncIterable<Buffer>;
  /** Lets go of what has not been taken; must be called unless the chunks were gone through. */
  close(): void;
}

/** How a question or a download is given up. */
export interface SourceOptions {
  /** Aborted when the viewer has gone: what is under way stops at once. Spec: HTTP-GONE. */
  readonly signal: AbortSignal;
}

/**
 * Where the gateway has its files from; the client library is one. Rejects with a `TnvError` when a server refused, or
 * none could be reached (503), and with the reason of the signal.
 */
export interface FileSource {
  /** A tracker's list of groups: shows whether one can be reached. */
  groups(): Promise<string>;
  /** Bytes of a file. */
  filesize(file: FileAddress, options: SourceOptions): Promise<number>;
  /** Resolves when the storage has agreed to send; what breaks later shows in the chunks. */
  download(file: FileAddress, range: ContentRange, options: SourceOptions): Promise<FileContent>;
}
