import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StoreError } from '../storeError.ts';
import { nodeSqlite } from './nodeSqlite.ts';

/** How long a statement waits for another process that is writing. */
const BUSY_TIMEOUT_MS = 5000;
/** The file could not be written or synced: a commit may be found there after a crash, or not. */
const IO_ERROR = 10;

/** A change that waits for the others of its turn. */
interface Waiting {
  readonly statement: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: StoreError) => void;
}

/** A database file that several processes of one machine may share. Its calls block until they are done. */
export class SqliteDatabase {
  readonly #path: string;
  readonly #database: DatabaseSync;
  #waiting: Waiting[] = [];
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

  /**
   * Like `change`, but together with the other changes of this turn of the event loop: one commit, and one wait for the
   * disk, for all of them. Rejects with a `StoreError`.
   */
  changeTogether<T>(statement: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#changeWaiting());
      this.#waiting.push({ statement, resolve: resolve as (result: unknown) => void, reject });
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#changeWaiting();
    this.#closed = true;
    this.#database.close();
  }

  #changeWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    let results: unknown[];
    try {
      results =
        waiting.length > 1 ? this.#inOneCommit(waiting) : waiting.map(({ statement }) => this.change(statement));
    } catch (error) {
      const lost = error instanceof StoreError && error.outcome === 'unknown';
      // What one of them did wrong must not be the loss of the others.
      if (lost || waiting.length < 2) for (const { reject } of waiting) reject(error as StoreError);
      else for (const each of waiting) this.#changeAlone(each);
      return;
    }
    for (const [index, { resolve }] of waiting.entries()) resolve(results[index]);
  }

  #changeAlone({ statement, resolve, reject }: Waiting): void {
    try {
      resolve(this.change(statement));
    } catch (error) {
      reject(error as StoreError);
    }
  }

  /** Throws a `StoreError`; nothing was changed then, or its outcome is `unknown`. */
  #inOneCommit(waiting: readonly Waiting[]): unknown[] {
    const database = this.#database;
    return this.change(() => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const results = waiting.map(({ statement }) => statement());
        database.exec('COMMIT');
        return results;
      } catch (error) {
        // Some failures have ended the transaction already.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    });
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
