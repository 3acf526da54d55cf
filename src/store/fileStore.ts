import type { Store } from './store.ts';

/** Where the content of a file is. */
export interface FileRow {
  readonly appid: string;
  readonly userid: string;
  readonly fileid: string;
  /** As stored: the configured store path and what is below it. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** `tnv_storagedb`: the files, in the table of their user. Methods reject with a `StoreError`. */
export interface FileStore extends Store {
  /** The row of a user's file, whatever its application. */
  find(userid: string, fileid: string): Promise<FileRow | undefined>;
  /**
   * Adds a row. `exists` when the user's table already has this file id, even another user's; nothing is changed
   * then. Safe to repeat after an unknown outcome: a row that has the same path is our own.
   */
  insert(row: FileRow): Promise<'inserted' | 'exists'>;
  /** Removes the row that has this user, id and path; false when there is none. Safe to repeat. */
  remove(userid: string, fileid: string, path: string): Promise<boolean>;
  /** The rows, of all tables, that have one of these paths. */
  withPaths(paths: readonly string[]): Promise<FileRow[]>;
  /** Whether a row, of any table, has a path that begins with `prefix`, by bytes. */
  anyBelow(prefix: string): Promise<boolean>;
  /** A user's files of one application, newest first, at most `limit`. */
  newest(appid: string, userid: string, limit: number): Promise<FileRow[]>;
}
