import type { FileNote } from '../protocol/fileNote.ts';
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

/** Which of a user's files of one application are wanted. */
export interface PageQuery {
  readonly appid: string;
  readonly userid: string;
  /** Only files whose id is less than this one, by its bytes; all when it is empty. */
  readonly after: string;
  /** Rows wanted at most. */
  readonly limit: number;
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
  /** Removes the row that has this user, id and path, and its note; false when there is none. Safe to repeat. */
  remove(userid: string, fileid: string, path: string): Promise<boolean>;
  /** The rows, of all tables, that have one of these paths. */
  withPaths(paths: readonly string[]): Promise<FileRow[]>;
  /** Whether a row, of any table, has a path that begins with `prefix`, by bytes. */
  anyBelow(prefix: string): Promise<boolean>;
  /** A page of a user's files in descending order of the bytes of their ids. Spec: LIST-ORDER. */
  page(query: PageQuery): Promise<FileRow[]>;
  /** What is noted of the files at these paths; nothing where the database has no room for notes. Spec: LIST-OLD-SCHEMA. */
  notes(paths: readonly string[]): Promise<ReadonlyMap<string, FileNote>>;
  /**
   * Notes what a file is, instead of what was noted before; false when there is no such row any more. Safe to repeat.
   * Rejects with a `StoreError` that tells what to do where the database has no room for notes. Spec: DB-FILE-NOTE.
   */
  annotate(row: FileRow, note: FileNote): Promise<boolean>;
}
