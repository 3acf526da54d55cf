import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StoreError } from '../storeError.ts';
import { nodeSqlite } from './nodeSqlite.ts';

/** How long a statement waits for another process that is writing. */
const BUSY_TIMEOUT_MS = 5000;
/** The file could not be written or synced: a commit may be found there after a crash, or not. */
const IO_ERROR = 10;

/** A database file that several processes of one machine may share. Its calls block until they are done. */
export class SqliteDatabase {
  readonly #path: string;
  readonly #database: DatabaseSync;
  #closed = false;

  /** Opens `file` in `folder`, makes both and the tables of `schema` when missing. Throws a `StoreError`. */
  constructor(folder: string, file: string, schema: string) {
    this.#path = join(folder, file);
    let opened: DatabaseSync | undefined;
    try {
      mkdirSync(folder, { recursive: true });
      const { DatabaseSync } = nodeSqlite();
      opened = new DatabaseSync(this.#path);
      opened.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      opened.exec('PRAGMA journal_mode = WAL');
      // A commit is on the disk before its statement returns.
      opened.exec('PRAGMA synchronous = FULL');
      opened.exec(`BEGIN IMMEDIATE; ${schema}; COMMIT`);
      this.#database = opened;
    } catch (error) {
      opened?.close();
      const advice = 'check that the folder can be made and written';
      throw new StoreError('failed', `cannot open the database ${this.#path}: ${reasonOf(error)}; ${advice}`, {
        cause: error,
      });
    }
  }

  /** A statement to be run often. */
  prepare(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }

  /** What `query` returns. Throws a `StoreError`, outcome `failed`. */
  read<T>(query: () => T): T {
    return this.#attempt(query, false);
  }

  /** What `statement` returns, which changes something. Throws a `StoreError`. */
  change<T>(statement: () => T): T {
    return this.#attempt(statement, true);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#database.close();
  }

  #attempt<T>(work: () => T, changes: boolean): T {
    try {
      return work();
    } catch (error) {
      const outcome = changes && primaryCodeOf(error) === IO_ERROR ? 'unknown' : 'failed';
      throw new StoreError(outcome, `the database ${this.#path}: ${reasonOf(error)}`, { cause: error });
    }
  }
}

/** SQLite's result code without its details. */
function primaryCodeOf(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: number };
  return errcode === undefined ? undefined : errcode & 0xff;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
