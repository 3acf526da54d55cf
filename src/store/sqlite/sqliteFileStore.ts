import type { SQLOutputValue } from 'node:sqlite';
import type { FileRow, FileStore } from '../fileStore.ts';
import { userTable } from '../userTable.ts';
import { SqliteDatabase } from './sqliteDatabase.ts';

const TABLES = { 1: 't_file_01', 2: 't_file_02', 3: 't_file_03' } as const;
const COLUMNS = 'id, appid, userid, file_path, file_size';
const NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')";
const SCHEMA = Object.values(TABLES)
  .map(
    (table) => `
  CREATE TABLE IF NOT EXISTS ${table} (
    id          TEXT PRIMARY KEY,
    appid       TEXT NOT NULL,
    userid      TEXT NOT NULL,
    status      INTEGER NOT NULL DEFAULT 0,
    file_path   TEXT NOT NULL,
    file_size   INTEGER NOT NULL,
    create_time TEXT NOT NULL DEFAULT (${NOW}),
    update_time TEXT NOT NULL DEFAULT (${NOW})
  ) STRICT;
  CREATE INDEX IF NOT EXISTS k_user_${table} ON ${table} (userid, appid);
  CREATE INDEX IF NOT EXISTS k_file_path_${table} ON ${table} (file_path)`,
  )
  .join(';');

/** Opens `storage.db` in `folder`. Throws a `StoreError`. Spec: DB-USER-TABLE. */
export function openSqliteFileStore(folder: string): FileStore {
  const database = new SqliteDatabase(folder, 'storage.db', SCHEMA);
  const tables = {
    1: statementsOf(database, TABLES[1]),
    2: statementsOf(database, TABLES[2]),
    3: statementsOf(database, TABLES[3]),
  };
  const tableOf = (userid: string): Statements => tables[userTable(userid)];
  const pinged = database.prepare('SELECT 1 FROM t_file_01 LIMIT 1');
  return {
    async find(userid, fileid) {
      const row = database.read(() => tableOf(userid).find.get(fileid, userid));
      return row === undefined ? undefined : fileRow(row);
    },
    async insert({ appid, userid, fileid, path, size }) {
      const { changes } = database.change(() => tableOf(userid).insert.run(fileid, appid, userid, path, size));
      return Number(changes) === 0 ? 'exists' : 'inserted';
    },
    async remove(userid, fileid, path) {
      const { changes } = database.change(() => tableOf(userid).remove.run(fileid, userid, path));
      return Number(changes) > 0;
    },
    async withPaths(paths) {
      const list = JSON.stringify(paths);
      const rows = Object.values(tables).flatMap((table) => database.read(() => table.withPaths.all(list)));
      return rows.map(fileRow);
    },
    async anyBelow(prefix) {
      return Object.values(tables).some((table) => database.read(() => table.below.get(prefix)) !== undefined);
    },
    async newest(appid, userid, limit) {
      return database.read(() => tableOf(userid).newest.all(userid, appid, limit)).map(fileRow);
    },
    async ping() {
      database.read(() => pinged.get());
    },
    async close() {
      database.close();
    },
  };
}

type Statements = ReturnType<typeof statementsOf>;

function statementsOf(database: SqliteDatabase, table: string) {
  const select = `SELECT ${COLUMNS} FROM ${table}`;
  return {
    find: database.prepare(`${select} WHERE id = ? AND userid = ?`),
    insert: database.prepare(
      `INSERT INTO ${table} (id, appid, userid, file_path, file_size) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    ),
    remove: database.prepare(`DELETE FROM ${table} WHERE id = ? AND userid = ? AND file_path = ?`),
    withPaths: database.prepare(`${select} WHERE file_path IN (SELECT value FROM json_each(?))`),
    // The paths that begin with a text are those from it to the text with the last character there is behind it.
    below: database.prepare(
      `SELECT 1 FROM ${table} WHERE file_path >= ?1 AND file_path < ?1 || char(0x10ffff) LIMIT 1`,
    ),
    // Row numbers grow with each insert, also within a moment.
    newest: database.prepare(`${select} WHERE userid = ? AND appid = ? ORDER BY rowid DESC LIMIT ?`),
  };
}

function fileRow(row: Record<string, SQLOutputValue>): FileRow {
  return {
    appid: String(row.appid),
    userid: String(row.userid),
    fileid: String(row.id),
    path: String(row.file_path),
    size: Number(row.file_size),
  };
}
