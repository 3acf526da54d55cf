import type { Host } from '../host/host.ts';
import { sometimes } from '../host/probe.ts';
import { sleep } from '../host/sleep.ts';
import { OutcomeUnknown } from '../server/refusal.ts';
import type { FileRow, FileStore } from '../store/fileStore.ts';
import { StoreError } from '../store/storeError.ts';
import { backoffMs } from './backoff.ts';
import { isDangling } from './danglingRow.ts';
import type { StorePaths } from './storePaths.ts';

/** How long an insert whose outcome is unknown is repeated while the uploader waits; less than a client's patience. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 100;
const PAUSE_MAX_MS = 2_000;

/** Times an id is tried that was taken, but by no file that is there. */
const TRIES_MAX = 3;

interface Attempt {
  /** Whether the row may be in the database, for all we know. */
  mayBeThere: boolean;
}

/** What has become of a row: `repeated` when it is there, and an insert whose answer was lost may still come late. */
export type Inserted = 'inserted' | 'repeated' | 'taken';

/** Inserts the rows of files that have arrived. */
export class RowInsertion {
  readonly #host: Host;
  readonly #files: FileStore;
  readonly #stores: StorePaths;
  readonly #stopping: AbortSignal;

  constructor(host: Host, files: FileStore, stores: StorePaths, stopping: AbortSignal) {
    this.#host = host;
    this.#files = files;
    this.#stores = stores;
    this.#stopping = stopping;
  }

  /** Whether there is a file with this id of this user. Rejects with a `StoreError` or a `DiskError`. */
  async isTaken(userid: string, fileid: string): Promise<boolean> {
    const row = await this.#files.find(userid, fileid);
    return row !== undefined && !(await isDangling(this.#host, this.#stores, row));
  }

  /**
   * Inserts the row of a file whose content is durable; `taken` when the id is another file's. A row whose own
   * file is gone is replaced. An insert whose answer was lost is repeated: a row with our path is ours.
   * Rejects with a `StoreError` when there certainly is no row, with an `OutcomeUnknown` when there may be one.
   * Spec: UPLOAD-DUPLICATE, DB-UNKNOWN, STORE-DANGLING.
   */
  async insert(row: FileRow): Promise<Inserted> {
    const { clock, timers } = this.#host;
    const endMs = clock.monotonicMs() + PATIENCE_MS;
    const attempt: Attempt = { mayBeThere: false };
    for (let failures = 0; ; failures++) {
      try {
        if (!(await this.#tryInsert(row, attempt))) return 'taken';
        return attempt.mayBeThere ? 'repeated' : 'inserted';
      } catch (error) {
        if (!attempt.mayBeThere) throw error;
        const leftMs = endMs - clock.monotonicMs();
        if (!(error instanceof StoreError) || leftMs <= 0 || this.#stopping.aborted) {
          throw new OutcomeUnknown('the database did not say whether the row is there', { cause: error });
        }
        sometimes('upload.insertRepeated');
        await sleep(timers, Math.min(backoffMs(failures, PAUSE_MS, PAUSE_MAX_MS), leftMs), this.#stopping);
      }
    }
  }

  /** False when the id is another file's. */
  async #tryInsert(row: FileRow, attempt: Attempt): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      const { mayBeThere } = attempt;
      if ((await this.#insertOnce(row, attempt)) === 'inserted') {
        // A try before may have made the row, and a delete may have come and gone since: then this one is too late.
        if (mayBeThere) await this.#removeDangling(row);
        return true;
      }
      // Until it is seen whose row that is it may be ours, from a try that was repeated below us.
      attempt.mayBeThere = true;
      const other = await this.#files.find(row.userid, row.fileid);
      if (other?.path === row.path) {
        sometimes('upload.ownRowFound');
        // Also this row may have come after a delete of what an earlier try had made.
        await this.#removeDangling(row);
        return true;
      }
      attempt.mayBeThere = mayBeThere;
      // A row that cannot be seen is another user's, or was removed just now.
      if (other !== undefined && !(await this.#removeDangling(other))) return taken(mayBeThere);
      if (tries < TRIES_MAX) continue;
      if (other === undefined) return taken(mayBeThere);
      throw new StoreError('failed', 'a row whose file is gone keeps coming back, from inserts that arrive late');
    }
  }

  /** False when the row has its file. */
  async #removeDangling(row: FileRow): Promise<boolean> {
    if (!(await isDangling(this.#host, this.#stores, row))) return false;
    sometimes('upload.danglingRowReplaced');
    this.#host.log.warn('dangling row removed', { fileid: row.fileid, path: row.path });
    await this.#files.remove(row.userid, row.fileid, row.path);
    return true;
  }

  async #insertOnce(row: FileRow, attempt: Attempt): Promise<'inserted' | 'exists'> {
    try {
      return await this.#files.insert(row);
    } catch (error) {
      if (error instanceof StoreError && error.outcome === 'unknown') attempt.mayBeThere = true;
      throw error;
    }
  }
}

/** The id is another file's now. After a lost answer ours may have been there before, and be deleted since. */
function taken(mayHaveBeenThere: boolean): false {
  if (mayHaveBeenThere) throw new OutcomeUnknown('the id is another file now, and ours may have been there before');
  return false;
}
