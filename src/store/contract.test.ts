import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { SimFileStore } from '../../sim/database/simFileStore.ts';
import { SimIdStore } from '../../sim/database/simIdStore.ts';
import { SimRouteStore } from '../../sim/database/simRouteStore.ts';
import type { MariadbAccess } from '../../test/services/mariadb.ts';
import { importSchema, runSql } from '../../test/services/mariadbClient.ts';
import { describeFileStore } from './fileStore.contract.ts';
import { describeIdStore } from './idStore.contract.ts';
import { openMysqlFileStore } from './mysql/mysqlFileStore.ts';
import { LogOfTest, mysqlConfigOf } from './mysql/mysqlFixture.contract.ts';
import { openMysqlIdStore } from './mysql/mysqlIdStore.ts';
import { openMysqlRouteStore } from './mysql/mysqlRouteStore.ts';
import { describeRouteStore } from './routeStore.contract.ts';
import type { SharedDatabase } from './sharedDatabase.contract.ts';
import { nodeSqlite } from './sqlite/nodeSqlite.ts';
import { openSqliteFileStore } from './sqlite/sqliteFileStore.ts';
import { openSqliteIdStore } from './sqlite/sqliteIdStore.ts';
import { openSqliteRouteStore } from './sqlite/sqliteRouteStore.ts';

/** Every caller gets the same object, whose `close` is left to nobody. */
function shared<Store extends { close(): Promise<void> }>(store: Store): SharedDatabase<Store> {
  return { open: async () => store };
}

describeRouteStore('the simulator', async (groups) => shared(new SimRouteStore(groups)));
describeIdStore('the simulator', async () => shared(new SimIdStore()));
describeFileStore('the simulator', async () => shared(new SimFileStore()));

describe('in a folder', () => {
  let root: string;
  const freshFolder = (): string => mkdtempSync(join(root, 'data-'));

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'tnv-sqlite-'));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  describeRouteStore('SQLite', async (groups) => {
    const folder = freshFolder();
    await openSqliteRouteStore(folder).close();
    const database = new (nodeSqlite().DatabaseSync)(join(folder, 'tracker.db'));
    database.exec('DELETE FROM t_group_info');
    for (const group of groups) database.prepare('INSERT INTO t_group_info (group_name) VALUES (?)').run(group);
    database.close();
    return { open: async () => openSqliteRouteStore(folder) };
  });
  describeIdStore('SQLite', async () => {
    const folder = freshFolder();
    return { open: async () => openSqliteIdStore(folder) };
  });
  describeFileStore('SQLite', async () => {
    const folder = freshFolder();
    return { open: async () => openSqliteFileStore(folder) };
  });
});

const mariadb = inject('mariadb');

describe.skipIf('missing' in mariadb)('on a server', () => {
  const access = mariadb as MariadbAccess;
  const config = mysqlConfigOf(access);
  const log = new LogOfTest();
  const names = { tracker: 'contract_trackerdb', id: 'contract_idsdb', storage: 'contract_storagedb' };

  beforeAll(async () => {
    await Promise.all(Object.entries(names).map(([schema, database]) => importSchema(access, schema, database)));
  });

  describeRouteStore('MariaDB', async (groups) => {
    const values = groups.map((group) => `INSERT INTO t_groups_info (group_name) VALUES ('${group}');`).join('\n');
    await runSql(
      access,
      `SET NAMES utf8mb4; USE ${names.tracker}; DELETE FROM t_router; DELETE FROM t_group_info; ${values}`,
    );
    return { open: () => openMysqlRouteStore(config, log, names.tracker) };
  });
  describeIdStore('MariaDB', async () => {
    await runSql(access, `USE ${names.id}; DELETE FROM t_id_gen;`);
    return { open: () => openMysqlIdStore(config, log, names.id) };
  });
  describeFileStore('MariaDB', async () => {
    const tables = ['t_file_01', 't_file_02', 't_file_03', 't_file_note'];
    await runSql(access, `USE ${names.storage}; ${tables.map((table) => `DELETE FROM ${table};`).join(' ')}`);
    return { open: () => openMysqlFileStore(config, log, names.storage) };
  });
});
