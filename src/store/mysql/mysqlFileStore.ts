import type { RowDataPacket } from 'mysql2';
import type { Log } from '../../host/log.ts';
import type { FileNote } from '../../protocol/fileNote.ts';
import type { FileRow, FileStore, PageQuery } from '../fileStore.ts';
import { StoreError } from '../storeError.ts';
import { userTable } from '../userTable.ts';
import { FileNotes } from './fileNotes.ts';
import { inspectPageTable, type PageTable, pageStatement } from './filePage.ts';
import type { MysqlConfig } from './mysqlConfig.ts';
import { MysqlDatabase } from './mysqlDatabase.ts';
import { PIECE_MARKS, pathPieces } from './pathPieces.ts';
import { hasUniqueKey } from './uniqueKey.ts';

const TABLES = { 1: 't_file_01', 2: 't_file_02', 3: 't_file_03' } as const;
const COLUMNS = 'id, appid, userid, file_path, file_size';

/**
 * Connects to the storages' database. Rejects with a `StoreError` when no address answers, a table is missing or
 * could hold a file id twice. `database` is another name for it.
 */
export async function openMysqlFileStore(
  config: MysqlConfig,
  log: Log,
  database = 'tnv_storagedb',
): Promise<FileStore> {
  const opened = new MysqlDatabase(config, { database, sqlFile: 'sql/storage.sql' }, log);
  try {
    const pageTables = new Map<string, PageTable>();
    for (const table of Object.values(TABLES)) {
      await opened.read(`SELECT ${COLUMNS} FROM ${table} LIMIT 1`, []);
      if (!(await hasUniqueKey(opened, table, 'id'))) {
        throw new StoreError(
          'failed',
          `${table} could hold a file twice: it needs a unique key on id, as in sql/storage.sql; tnv db migrate adds it`,
        );
      }
      pageTables.set(table, await inspectPageTable(opened, table));
    }
    const notes = new FileNotes(opened);
    if (!(await notes.haveRoom())) log.warn('no table of descriptions: files have no names; tnv db init makes it');
    return new MysqlFileStore(opened, notes, pageTables);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** `tnv_storagedb` on MySQL or MariaDB. Spec: DB-USER-TABLE, DB-BYTES. */
class MysqlFileStore implements FileStore {
  readonly #database: MysqlDatabase;
  readonly #notes: FileNotes;
  readonly #pageTables: ReadonlyMap<string, PageTable>;

  constructor(database: MysqlDatabase, notes: FileNotes, pageTables: ReadonlyMap<string, PageTable>) {
    this.#database = database;
    this.#notes = notes;
    this.#pageTables = pageTables;
  }

  async find(userid: string, fileid: string): Promise<FileRow | undefined> {
    const sql = `SELECT ${COLUMNS} FROM ${tableOf(userid)} WHERE id = ? AND userid = ?`;
    const files = fileRows(await this.#database.read(sql, [fileid, userid]));
    // A foreign table may take other ids for the same ones.
    return files.find((file) => file.fileid === fileid && file.userid === userid);
  }

  async insert(row: FileRow): Promise<'inserted' | 'exists'> {
    const sql =
      `INSERT INTO ${tableOf(row.userid)} ` +
      '(id, appid, userid, status, file_path, file_size, create_time, update_time) ' +
      'VALUES (?, ?, ?, 0, ?, ?, NOW(6), NOW(6))';
    const values = [row.fileid, row.appid, row.userid, row.path, String(row.size)];
    return (await this.#database.change(sql, values)) === 'duplicate' ? 'exists' : 'inserted';
  }

  remove(userid: string, fileid: string, path: string): Promise<boolean> {
    return this.#notes.removeWith(tableOf(userid), userid, fileid, path);
  }

  async withPaths(paths: readonly string[]): Promise<FileRow[]> {
    const wanted = new Set(paths);
    const found: FileRow[] = [];
    for (const some of pathPieces(wanted)) {
      for (const table of Object.values(TABLES)) {
        const sql = `SELECT ${COLUMNS} FROM ${table} WHERE file_path IN (${PIECE_MARKS})`;
        const files = fileRows(await this.#database.read(sql, some));
        found.push(...files.filter((file) => wanted.has(file.path)));
      }
    }
    return found;
  }

  async anyBelow(prefix: string): Promise<boolean> {
    for (const table of Object.values(TABLES)) {
      // The first comparison is the column's own and can use its index, the second is by bytes, whatever the column's is.
      const sql =
        `SELECT 1 FROM ${table} WHERE file_path LIKE ? ESCAPE '|' ` +
        'AND CONVERT(LEFT(file_path, CHAR_LENGTH(?)) USING utf8mb4) COLLATE utf8mb4_bin = CONVERT(? USING utf8mb4) LIMIT 1';
      const pattern = `${prefix.replaceAll(/[|%_]/g, '|$&')}%`;
      if ((await this.#database.read(sql, [pattern, prefix, prefix])).length > 0) return true;
    }
    return false;
  }

  async page(query: PageQuery): Promise<FileRow[]> {
    const table = tableOf(query.userid);
    const pageTable = this.#pageTables.get(table);
    if (pageTable === undefined) throw new Error(`nobody has looked at ${table}`);
    const { sql, values } = pageStatement(pageTable, COLUMNS, query);
    return fileRows(await this.#database.read(sql, values));
  }

  notes(paths: readonly string[]): Promise<ReadonlyMap<string, FileNote>> {
    return this.#notes.at(paths);
  }

  annotate(row: FileRow, note: FileNote): Promise<boolean> {
    return this.#notes.write(tableOf(row.userid), row, note);
  }

  async ping(): Promise<void> {
    await this.#database.read('SELECT 1 FROM t_file_01 LIMIT 1', []);
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

function tableOf(userid: string): string {
  return TABLES[userTable(userid)];
}

function fileRows(rows: readonly RowDataPacket[]): FileRow[] {
  return rows.map((row) => ({
    appid: String(row.appid),
    userid: String(row.userid),
    fileid: String(row.id),
    path: String(row.file_path),
    size: Number(row.file_size),
  }));
}
