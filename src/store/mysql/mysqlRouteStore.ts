import type { Log } from '../../host/log.ts';
import type { RouteStore } from '../routeStore.ts';
import { StoreError } from '../storeError.ts';
import type { MysqlConfig } from './mysqlConfig.ts';
import { MysqlDatabase } from './mysqlDatabase.ts';
import { hasUniqueKey } from './uniqueKey.ts';

const SELECT_GROUPS = 'SELECT group_name FROM t_groups_info WHERE group_name IS NOT NULL';
const SELECT_ROUTE = 'SELECT userid, group_name FROM t_router WHERE userid = ? ORDER BY id';
const INSERT_ROUTE =
  'INSERT INTO t_router (appid, userid, group_name, create_time, update_time) VALUES (?, ?, ?, NOW(6), NOW(6))';

/**
 * Connects to the trackers' database. Rejects with a `StoreError` when no address answers or a table is missing.
 * `database` is another name for it.
 */
export async function openMysqlRouteStore(
  config: MysqlConfig,
  log: Log,
  database = 'tnv_trackerdb',
): Promise<RouteStore> {
  const opened = new MysqlDatabase(config, { database, sqlFile: 'sql/tracker.sql' }, log);
  try {
    await opened.read(SELECT_GROUPS, []);
    await opened.read(SELECT_ROUTE, ['']);
    const unique = await hasUniqueKey(opened, 't_router', 'userid');
    if (!unique)
      log.warn(
        't_router has no unique key on userid: two trackers may give a new user two groups; tnv db migrate adds it',
      );
    return new MysqlRouteStore(opened, unique);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** `tnv_trackerdb` on MySQL or MariaDB. Spec: ROUTE-STABLE, DB-GROUPS, DB-ROUTER, DB-BYTES, MIX-ROUTES. */
class MysqlRouteStore implements RouteStore {
  readonly #database: MysqlDatabase;
  /** Whether the database itself keeps a user from having two routes. */
  readonly #unique: boolean;

  constructor(database: MysqlDatabase, unique: boolean) {
    this.#database = database;
    this.#unique = unique;
  }

  async groups(): Promise<string[]> {
    const rows = await this.#database.read(SELECT_GROUPS, []);
    const names = new Set(rows.map((row) => String(row.group_name)));
    return [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  async groupOf(userid: string): Promise<string | undefined> {
    const rows = await this.#database.read(SELECT_ROUTE, [userid]);
    // A foreign table may take other user ids for the same one.
    const row = rows.find((candidate) => candidate.userid === userid);
    return row === undefined ? undefined : String(row.group_name);
  }

  async assign(appid: string, userid: string, group: string): Promise<string> {
    const before = this.#unique ? undefined : await this.groupOf(userid);
    if (before !== undefined) return before;
    await this.#database.change(INSERT_ROUTE, [appid, userid, group]);
    const assigned = await this.groupOf(userid);
    if (assigned !== undefined) return assigned;
    throw new StoreError(
      'failed',
      `t_router takes the user id "${userid}" for another one it has: its userid must compare by bytes, ` +
        'as in sql/tracker.sql; tnv db migrate makes it so',
    );
  }

  async ping(): Promise<void> {
    await this.#database.read('SELECT 1 FROM t_group_info LIMIT 1', []);
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
