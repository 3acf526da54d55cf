import type { RowDataPacket } from 'mysql2';
import type { Log } from '../../host/log.ts';
import type { FileRow, FileStore } from '../fileStore.ts';
import { StoreError } from '../storeError.ts';
import { userTable } from '../userTable.ts';
import type { MysqlConfig } from './mysqlConfig.ts';
import { MysqlDatabase } from './mysqlDatabase.ts';
import { hasUniqueKey } from './uniqueKey.ts';

const TABLES = { 1: 't_file_01', 2: 't_file_02', 3: 't_file_03' } as const;
/** Paths a statement asks for; always as many, so that it is prepared once. */
const PATHS_AT_ONCE = 100;
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
    for (const table of Object.values(TABLES)) {
      await opened.read(`SELECT ${COLUMNS} FROM ${table} LIMIT 1`, []);
      if (await hasUniqueKey(opened, table, 'id')) continue;
      throw new StoreError(
        'failed',
        `${table} could hold a file twice: it needs a unique key on id, as in sql/storage.sql; tnv db migrate adds it`,
      );
    }
    return new MysqlFileStore(opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** `tnv_storagedb` on MySQL or MariaDB. Spec: DB-USER-TABLE, DB-BYTES. */
class MysqlFileStore implements FileStore {
  readonly #database: MysqlDatabase;

  constructor(database: MysqlDatabase) {
    this.#database = database;
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

  async remove(userid: string, fileid: string, path: string): Promise<boolean> {
    const sql = `DELETE FROM ${tableOf(userid)} WHERE id = ? AND userid = ? AND file_path = ?`;
    const removed = await this.#database.change(sql, [fileid, userid, path]);
    return removed !== 'duplicate' && removed.affectedRows > 0;
  }

  async withPaths(paths: readonly string[]): Promise<FileRow[]> {
    const wanted = new Set(paths);
    const found: FileRow[] = [];
    for (const some of chunks([...wanted])) {
      for (const table of Object.values(TABLES)) {
        const marks = some.map(() => '?').join();
        const sql = `SELECT ${COLUMNS} FROM ${table} WHERE file_path IN (${marks})`;
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

  async newest(appid: string, userid: string, limit: number): Promise<FileRow[]> {
    const sql =
      `SELECT ${COLUMNS} FROM ${tableOf(userid)} WHERE userid = ? AND appid = ? ` +
      'ORDER BY create_time DESC, id DESC LIMIT ?';
    const files = fileRows(await this.#database.read(sql, [userid, appid, String(limit)]));
    return files.filter((file) => file.userid === userid && file.appid === appid);
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

/** Cuts a list into pieces of `PATHS_AT_ONCE`; the last one is filled up with its first path. */
function chunks(paths: readonly string[]): string[][] {
  const pieces: string[][] = [];
  for (let at = 0; at < paths.length; at += PATHS_AT_ONCE) {
    const piece = paths.slice(at, at + PATHS_AT_ONCE);
    pieces.push([...piece, ...Array<string>(PATHS_AT_ONCE - piece.length).fill(piece[0] ?? '')]);
  }
  return pieces;
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
