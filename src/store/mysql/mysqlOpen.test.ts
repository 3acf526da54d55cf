import { beforeAll, describe, expect, inject, it } from 'vitest';
import { freePort } from '../../../test/services/freePort.ts';
import type { MariadbAccess } from '../../../test/services/mariadb.ts';
import { importSchema, runSql } from '../../../test/services/mariadbClient.ts';
import type { MysqlConfig } from './mysqlConfig.ts';
import { openMysqlFileStore } from './mysqlFileStore.ts';
import { LogOfTest, mysqlConfigOf } from './mysqlFixture.contract.ts';
import { openMysqlIdStore } from './mysqlIdStore.ts';
import { openMysqlRouteStore } from './mysqlRouteStore.ts';

const mariadb = inject('mariadb');

describe.skipIf('missing' in mariadb)('a store on MySQL that is opened', () => {
  const access = mariadb as MariadbAccess;
  const database = 'open_storagedb';
  const open = (settings: Partial<MysqlConfig>, name = database): Promise<unknown> =>
    openMysqlFileStore(mysqlConfigOf(access, settings), new LogOfTest(), name);
  const refusal = (...parts: string[]): unknown =>
    expect.objectContaining({
      name: 'StoreError',
      outcome: 'failed',
      message: expect.stringMatching(new RegExp(parts.join('.*'))),
    });

  beforeAll(() => importSchema(access, 'storage', database));

  it('reaches its server over a unix socket, too', async () => {
    const store = await openMysqlFileStore(
      mysqlConfigOf(access, { addresses: [access.socket] }),
      new LogOfTest(),
      database,
    );
    expect(await store.find('tnv001', 'f')).toBeUndefined();
    await store.close();
  });

  it('reaches its server by name, too', async () => {
    const addresses = [`localhost:${access.port}`];
    const store = await openMysqlFileStore(mysqlConfigOf(access, { addresses }), new LogOfTest(), database);
    expect(await store.find('tnv001', 'f')).toBeUndefined();
    await store.close();
  });

  it('says which addresses it tried when nothing answers, and what to check', async () => {
    const addresses = [`127.0.0.1:${await freePort()}`, '/nowhere/mysql.sock'];
    const tried = [`${addresses[0]}: connect ECONNREFUSED`, `${addresses[1]}: connect ENOENT`];
    await expect(open({ addresses })).rejects.toEqual(refusal(database, ...tried, 'check mysql_addrs'));
  });

  it('says so when the password is wrong', async () => {
    const denied = refusal("Access denied for user 'tnv'", 'check the database user and password');
    await expect(open({ password: 'wrong' })).rejects.toEqual(denied);
  });

  it('says which file to import when its database is missing', async () => {
    const missing = refusal("Unknown database 'no_such_db'", 'mysql < sql/storage.sql');
    await expect(open({}, 'no_such_db')).rejects.toEqual(missing);
  });

  it.each([
    [openMysqlRouteStore, 'sql/tracker.sql'],
    [openMysqlIdStore, 'sql/id.sql'],
    [openMysqlFileStore, 'sql/storage.sql'],
  ])('%o says that %s is to be imported when a table is missing', async (openStore, sqlFile) => {
    await runSql(access, 'CREATE DATABASE IF NOT EXISTS empty_db');
    const opened = openStore(mysqlConfigOf(access), new LogOfTest(), 'empty_db');
    await expect(opened).rejects.toEqual(refusal("doesn't exist", `mysql < ${sqlFile}`));
  });

  it('refuses an address that is none', async () => {
    await expect(open({ addresses: ['127.0.0.1:x'] })).rejects.toEqual(refusal('"127.0.0.1:x" is no address'));
  });
});
