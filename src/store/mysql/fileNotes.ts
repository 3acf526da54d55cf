import type { FileNote } from '../../protocol/fileNote.ts';
import type { FileRow } from '../fileStore.ts';
import { StoreError } from '../storeError.ts';
import type { MysqlDatabase } from './mysqlDatabase.ts';
import { PIECE_MARKS, pathPieces } from './pathPieces.ts';

const TABLE = 't_file_note';

/**
 * The descriptions of files. A database of an earlier version, or one that another program made, lacks their table: then there are
 * none, until somebody makes it. Spec: DB-FILE-NOTE, LIST-OLD-SCHEMA.
 */
export class FileNotes {
  readonly #database: MysqlDatabase;
  #seen = false;

  constructor(database: MysqlDatabase) {
    this.#database = database;
  }

  /** Whether there is a table for them; once seen it is taken to stay. Rejects with a `StoreError`. */
  async haveRoom(): Promise<boolean> {
    if (this.#seen) return true;
    const rows = await this.#database.read(
      'SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?',
      [TABLE],
    );
    this.#seen = rows.length > 0;
    return this.#seen;
  }

  /** Those of the files at these paths. Rejects with a `StoreError`. */
  async at(paths: readonly string[]): Promise<ReadonlyMap<string, FileNote>> {
    const notes = new Map<string, FileNote>();
    if (paths.length === 0 || !(await this.haveRoom())) return notes;
    const sql = `SELECT file_path, file_name, media_type FROM ${TABLE} WHERE file_path IN (${PIECE_MARKS})`;
    for (const piece of pathPieces(paths)) {
      for (const row of await this.#database.read(sql, piece)) {
        notes.set(String(row.file_path), { name: String(row.file_name), type: String(row.media_type) });
      }
    }
    return notes;
  }

  /** Writes that of a file whose row is in `table`; false when it is not. Rejects with a `StoreError`. */
  async write(table: string, row: FileRow, { name, type }: FileNote): Promise<boolean> {
    if (!(await this.haveRoom())) {
      throw new StoreError('failed', `it has no table ${TABLE} for what files are called; run tnv db init`);
    }
    // One statement, which holds the row until the note is there: who removes the row removes the note after it.
    const sql =
      `REPLACE INTO ${TABLE} (file_path, file_name, media_type) ` +
      `SELECT file_path, ?, ? FROM ${table} WHERE id = ? AND userid = ? AND file_path = ?`;
    const written = await this.#database.change(sql, [name, type, row.fileid, row.userid, row.path]);
    return written !== 'duplicate' && written.affectedRows > 0;
  }

  /** Removes a row of `table` and its note, both or neither; false when there is no such row. Rejects with a `StoreError`. */
  async removeWith(table: string, userid: string, fileid: string, path: string): Promise<boolean> {
    const which = [fileid, userid, path];
    const removed = (await this.haveRoom())
      ? await this.#database.change(
          `DELETE f, n FROM ${table} f LEFT JOIN ${TABLE} n ON n.file_path = ? ` +
            'WHERE f.id = ? AND f.userid = ? AND f.file_path = ?',
          [path, ...which],
        )
      : await this.#database.change(`DELETE FROM ${table} WHERE id = ? AND userid = ? AND file_path = ?`, which);
    return removed !== 'duplicate' && removed.affectedRows > 0;
  }
}
