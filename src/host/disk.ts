/** Why a disk operation failed, as far as a caller acts on it. */
export type DiskErrorReason = 'missing' | 'exists' | 'full' | 'denied' | 'io';

/** A disk operation failed. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
  readonly reason: DiskErrorReason;

  constructor(reason: DiskErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** What a path is. */
export interface Entry {
  readonly kind: 'file' | 'folder';
  /** Bytes of a file; 0 for a folder. */
  readonly size: number;
  /** Wall-clock milliseconds of the last change. */
  readonly modifiedMs: number;
}

/** A file open for appending from its start. */
export interface WritableFile {
  /** Appends `chunks` in order, all of their bytes or rejects. */
  append(chunks: readonly Uint8Array[]): Promise<void>;
  /** Resolves when the content is durable (the entry in its folder may not be). */
  sync(): Promise<void>;
  /** Closes; nothing happens when closed before. */
  close(): Promise<void>;
}

/** A file open for reading. */
export interface ReadableFile {
  /** Bytes when it was opened. */
  readonly size: number;
  /** Fills `target` from byte `position` on; returns how many bytes there were, 0 at or past the end. */
  readAt(target: Uint8Array, position: number): Promise<number>;
  /** Closes; nothing happens when closed before. */
  close(): Promise<void>;
}

/** Files and folders; paths are absolute. Every method rejects with a `DiskError`. */
export interface Disk {
  /** A new empty file; reason `exists` when there is one, `missing` without its folder. */
  create(path: string): Promise<WritableFile>;
  /** Reason `missing` when there is no such file. */
  open(path: string): Promise<ReadableFile>;
  /** undefined when there is nothing at `path`. */
  stat(path: string): Promise<Entry | undefined>;
  /** A second name for the same content; reason `exists` when the new name is taken. */
  link(existing: string, added: string): Promise<void>;
  /** Removes a name; reason `missing` when there is none. */
  unlink(path: string): Promise<void>;
  /** Makes a folder and those above it; resolves to the topmost one it made, undefined when all were there. */
  makeFolders(path: string): Promise<string | undefined>;
  /** The names in a folder, sorted; reason `missing` when there is no such folder. */
  list(path: string): Promise<string[]>;
  /** Resolves when the entries of this folder (names added and removed) are durable. */
  syncFolder(path: string): Promise<void>;
  /** Bytes that can still be written below `path`. */
  freeBytes(path: string): Promise<number>;
}
