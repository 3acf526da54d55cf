import type { RouteStore } from '../routeStore.ts';
import { SqliteDatabase } from './sqliteDatabase.ts';

const NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')";
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS t_group_info (
    id          INTEGER PRIMARY KEY,
    group_name  TEXT NOT NULL UNIQUE,
    create_time TEXT NOT NULL DEFAULT (${NOW}),
    update_time TEXT NOT NULL DEFAULT (${NOW})
  ) STRICT;
  CREATE VIEW IF NOT EXISTS t_groups_info AS SELECT id, group_name, create_time, update_time FROM t_group_info;
  INSERT INTO t_group_info (group_name) SELECT 'group001' FROM pragma_user_version WHERE user_version = 0;
  PRAGMA user_version = 1;
  CREATE TABLE IF NOT EXISTS t_router (
    id          INTEGER PRIMARY KEY,
    appid       TEXT NOT NULL,
    userid      TEXT NOT NULL UNIQUE,
    group_name  TEXT NOT NULL,
    create_time TEXT NOT NULL DEFAULT (${NOW}),
    update_time TEXT NOT NULL DEFAULT (${NOW})
  ) STRICT`;

/**
 * Opens `tracker.db` in `folder`; a new one has the group `group001`. Throws a `StoreError`.
 * Spec: ROUTE-STABLE, DB-GROUPS, DB-ROUTER.
 */
export function openSqliteRouteStore(folder: string): RouteStore {
  const database = new SqliteDatabase(folder, 'tracker.db', SCHEMA);
  const selectGroups = database.prepare('SELECT group_name FROM t_groups_info ORDER BY group_name');
  const selectRoute = database.prepare('SELECT group_name FROM t_router WHERE userid = ?');
  // The update changes nothing; it makes RETURNING give the row that was there.
  const insertRoute = database.prepare(
    'INSERT INTO t_router (appid, userid, group_name) VALUES (?, ?, ?) ' +
      'ON CONFLICT (userid) DO UPDATE SET group_name = group_name RETURNING group_name',
  );
  const pinged = database.prepare('SELECT 1 FROM t_group_info LIMIT 1');
  return {
    async groups() {
      return database.read(() => selectGroups.all()).map((row) => String(row.group_name));
    },
    async groupOf(userid) {
      const row = database.read(() => selectRoute.get(userid));
      return row === undefined ? undefined : String(row.group_name);
    },
    async assign(appid, userid, group) {
      const row = database.change(() => insertRoute.get(appid, userid, group));
      return String(row?.group_name);
    },
    async ping() {
      database.read(() => pinged.get());
    },
    async close() {
      database.close();
    },
  };
}
