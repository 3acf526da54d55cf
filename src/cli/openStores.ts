import type { DatabaseSettings } from '../config/databaseKeys.ts';
import { formatAddress } from '../host/address.ts';
import type { Log } from '../host/log.ts';
import type { FileStore } from '../store/fileStore.ts';
import type { IdStore } from '../store/idStore.ts';
import type { MysqlConfig } from '../store/mysql/mysqlConfig.ts';
import { openMysqlFileStore } from '../store/mysql/mysqlFileStore.ts';
import { openMysqlIdStore } from '../store/mysql/mysqlIdStore.ts';
import { openMysqlRouteStore } from '../store/mysql/mysqlRouteStore.ts';
import type { RouteStore } from '../store/routeStore.ts';
import { openSqliteFileStore } from '../store/sqlite/sqliteFileStore.ts';
import { openSqliteIdStore } from '../store/sqlite/sqliteIdStore.ts';
import { openSqliteRouteStore } from '../store/sqlite/sqliteRouteStore.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 60_000;

/** The users' groups. Rejects with a `StoreError` when the database cannot be used now. */
export async function openRouteStore(settings: DatabaseSettings, log: Log): Promise<RouteStore> {
  return settings.kind === 'embedded'
    ? openSqliteRouteStore(settings.folder)
    : openMysqlRouteStore(mysqlConfig(settings), log);
}

/** The keys' next ids. Rejects with a `StoreError` when the database cannot be used now. */
export async function openIdStore(settings: DatabaseSettings, log: Log): Promise<IdStore> {
  return settings.kind === 'embedded'
    ? openSqliteIdStore(settings.folder)
    : openMysqlIdStore(mysqlConfig(settings), log);
}

/** The files. Rejects with a `StoreError` when the database cannot be used now. */
export async function openFileStore(settings: DatabaseSettings, log: Log): Promise<FileStore> {
  return settings.kind === 'embedded'
    ? openSqliteFileStore(settings.folder)
    : openMysqlFileStore(mysqlConfig(settings), log);
}

function mysqlConfig(settings: DatabaseSettings & { kind: 'mysql' }): MysqlConfig {
  return {
    addresses: settings.addresses.map(formatAddress),
    user: settings.user,
    password: settings.password,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    rwTimeoutMs: settings.rwTimeoutMs,
    connectionsMax: settings.poolMax,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
  };
}
