import type { SQLOutputValue } from 'node:sqlite';
import type { FileNote } from '../../protocol/fileNote.ts';
import type { FileRow, FileStore } from '../fileStore.ts';
import { userTable } from '../userTable.ts';
import { SqliteDatabase } from './sqliteDatabase.ts';

const TABLES = { 1: 't_file_01', 2: 't_file_02', 3: 't_file_03' } as const;
const COLUMNS = 'id, appid, userid, file_path, file_size';
const NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')";
const NOTES = `
  CREATE TABLE IF NOT EXISTS t_file_note (
    file_path   TEXT PRIMARY KEY,
    file_name   TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    create_time TEXT NOT NULL DEFAULT (${NOW}),
    update_time TEXT NOT NULL DEFAULT (${NOW})
  ) STRICT`;
/** A file's note goes with its row. The index that pages are read from makes the one of earlier versions superfluous. */
const FILES = Object.values(TABLES)
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
  DROP INDEX IF EXISTS k_user_${table};
  CREATE INDEX IF NOT EXISTS k_user_files_${table} ON ${table} (userid, appid, id);
  CREATE INDEX IF NOT EXISTS k_file_path_${table} ON ${table} (file_path);
  CREATE TRIGGER IF NOT EXISTS forget_note_${table} AFTER DELETE ON ${table} BEGIN
    DELETE FROM t_file_note WHERE file_path = OLD.file_path;
  END`,
  )
  .join(';');
const SCHEMA = `${NOTES};${FILES}`;

/** Opens `storage.db` in `folder`. Throws a `StoreError`. Spec: DB-USER-TABLE. */
export function openSqliteFileStore(folder: string): FileStore {
  const database = new SqliteDatabase(folder, 'storage.db', SCHEMA);
  const tables = {
    1: statementsOf(database, TABLES[1]),
    2: statementsOf(database, TABLES[2]),
    3: statementsOf(database, TABLES[3]),
  };
  const tableOf = (userid: string): Statements => tables[userTable(userid)];
  const notes = database.prepare(
    'SELECT file_path, file_name, media_type FROM t_file_note WHERE file_path IN (SELECT value FROM json_each(?))',
  );
  const pinged = database.prepare('SELECT 1 FROM t_file_01 LIMIT 1');
  return {
    async find(userid, fileid) {
      const row = database.read(() => tableOf(userid).find.get(fileid, userid));
      return row === undefined ? undefined : fileRow(row);
    },
    async insert({ appid, userid, fileid, path, size }) {
      const { changes } = await database.changeTogether(() =>
        tableOf(userid).insert.run(fileid, appid, userid, path, size),
      );
      return Number(changes) === 0 ? 'exists' : 'inserted';
    },
    async remove(userid, fileid, path) {
      const { changes } = await database.changeTogether(() => tableOf(userid).remove.run(fileid, userid, path));
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
    async page({ appid, userid, after, limit }) {
      const { page, firstPage } = tableOf(userid);
      const rows = database.read(() =>
        after === '' ? firstPage.all(userid, appid, limit) : page.all(userid, appid, after, limit),
      );
      return rows.map(fileRow);
    },
    async notes(paths) {
      return new Map(database.read(() => notes.all(JSON.stringify(paths))).map(pathAndNote));
    },
    async annotate({ userid, fileid, path }, { name, type }) {
      const { changes } = await database.changeTogether(() =>
        tableOf(userid).annotate.run(name, type, fileid, userid, path),
      );
      return Number(changes) > 0;
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
    firstPage: database.prepare(`${select} WHERE userid = ? AND appid = ? ORDER BY id DESC LIMIT ?`),
    page: database.prepare(`${select} WHERE userid = ? AND appid = ? AND id < ? ORDER BY id DESC LIMIT ?`),
    annotate: database.prepare(
      'INSERT OR REPLACE INTO t_file_note (file_path, file_name, media_type) ' +
        `SELECT file_path, ?, ? FROM ${table} WHERE id = ? AND userid = ? AND file_path = ?`,
    ),
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

function pathAndNote(row: Record<string, SQLOutputValue>): [path: string, note: FileNote] {
  return [String(row.file_path), { name: String(row.file_name), type: String(row.media_type) }];
}
