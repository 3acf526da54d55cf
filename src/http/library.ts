import type { UploadSource } from '../client/uploadSource.ts';
import type { FileAddress } from '../protocol/fileAddress.ts';
import type { FileSource, SourceOptions } from './fileSource.ts';

/** What a file is called and what it is; empty where nobody said. */
export interface FileNote {
  readonly name: string;
  /** Its media type. */
  readonly type: string;
}

/** A file as the storages list it. */
export interface ListedFile extends FileNote {
  readonly fileid: string;
  /** Bytes. */
  readonly size: number;
  /** Seconds since the epoch; 0 when unknown. */
  readonly uploadedAt: number;
}

/** Some files in the order of the listing. */
export interface ListedPage {
  readonly files: readonly ListedFile[];
  /** Whether files may follow behind the last one. */
  readonly more: boolean;
}

/** Which page of a listing. */
export interface PageOptions extends SourceOptions {
  /** The page begins behind this file id, which need not be there; empty for the first one. */
  readonly after: string;
  /** Files wanted at most. */
  readonly limit: number;
}

/** The storages do not have the extension that this takes. */
export class NotSupported extends Error {
  override readonly name = 'NotSupported';
}

/**
 * Where the gateway has its files from, and where it puts them; the client library is behind it. Rejects like a `FileSource`;
 * `list` and `describe` also with a `NotSupported`.
 */
export interface Library extends FileSource {
  /** Stores a file. Rejects also with a `SourceError` when the content cannot be had. */
  upload(file: FileAddress, source: UploadSource, options: SourceOptions): Promise<void>;
  delete(file: FileAddress, options: SourceOptions): Promise<void>;
  /** A page of a user's files, in descending order of the bytes of their ids. */
  list(user: Pick<FileAddress, 'appid' | 'userid'>, options: PageOptions): Promise<ListedPage>;
  /** Says what a file is called and what it is. */
  describe(file: FileAddress, note: FileNote, options: SourceOptions): Promise<void>;
}
