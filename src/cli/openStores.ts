import type { DatabaseSettings } from '../config/databaseKeys.ts';
import { formatAddress } from '../host/address.ts';
import type { Log } from '../host/log.ts';
import type { FileStore } from '../store/fileStore.ts';
import type { IdStore } from '../store/idStore.ts';
import type { MysqlConfig } from '../store/mysql/mysqlConfig.ts';
import type { RouteStore } from '../store/routeStore.ts';

// Drivers are loaded when they are needed: they are most of what a start would cost.

const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 60_000;

/** The users' groups. Rejects with a `StoreError` when the database cannot be used now. */
export async function openRouteStore(settings: DatabaseSettings, log: Log): Promise<RouteStore> {
  if (settings.kind === 'embedded') {
    const { openSqliteRouteStore } = await import('../store/sqlite/sqliteRouteStore.ts');
    return openSqliteRouteStore(settings.folder);
  }
  const { openMysqlRouteStore } = await import('../store/mysql/mysqlRouteStore.ts');
  return openMysqlRouteStore(mysqlConfig(settings), log);
}

/** The keys' next ids. Rejects with a `StoreError` when the database cannot be used now. */
export async function openIdStore(settings: DatabaseSettings, log: Log): Promise<IdStore> {
  if (settings.kind === 'embedded') {
    const { openSqliteIdStore } = await import('../store/sqlite/sqliteIdStore.ts');
    return openSqliteIdStore(settings.folder);
  }
  const { openMysqlIdStore } = await import('../store/mysql/mysqlIdStore.ts');
  return openMysqlIdStore(mysqlConfig(settings), log);
}

/** The files. Rejects with a `StoreError` when the database cannot be used now. */
export async function openFileStore(settings: DatabaseSettings, log: Log): Promise<FileStore> {
  if (settings.kind === 'embedded') {
    const { openSqliteFileStore } = await import('../store/sqlite/sqliteFileStore.ts');
    return openSqliteFileStore(settings.folder);
  }
  const { openMysqlFileStore } = await import('../store/mysql/mysqlFileStore.ts');
  return openMysqlFileStore(mysqlConfig(settings), log);
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
