import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { MariadbAccess } from '../../../test/services/mariadb.ts';
import { runSql } from '../../../test/services/mariadbClient.ts';
import type { FileStore } from '../fileStore.ts';
import { type IdStore, IdsUsedUp } from '../idStore.ts';
import type { RouteStore } from '../routeStore.ts';
import { openMysqlFileStore } from './mysqlFileStore.ts';
import { LogOfTest, mysqlConfigOf } from './mysqlFixture.contract.ts';
import { openMysqlIdStore } from './mysqlIdStore.ts';
import { openMysqlRouteStore } from './mysqlRouteStore.ts';

const mariadb = inject('mariadb');
const DATABASE = 'foreign_db';
const TIMES = 'create_time TIMESTAMP NULL, update_time TIMESTAMP NULL';
const CASELESS = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci';
/** Tables as other implementations made them: no unique key on users, letters compare without their case. */
const FOREIGN = `
  DROP DATABASE IF EXISTS ${DATABASE}; CREATE DATABASE ${DATABASE}; USE ${DATABASE};
  CREATE TABLE t_groups_info (id INT PRIMARY KEY AUTO_INCREMENT, group_name VARCHAR(32), ${TIMES}) ${CASELESS};
  INSERT INTO t_groups_info (group_name) VALUES ('group002'), ('group001'), ('group002'), (NULL);
  CREATE TABLE t_router (id INT PRIMARY KEY AUTO_INCREMENT, appid VARCHAR(32), userid VARCHAR(128),
    group_name VARCHAR(32), ${TIMES}) ${CASELESS};
  CREATE TABLE t_id_gen (id VARCHAR(64) NOT NULL PRIMARY KEY, id_value BIGINT, ${TIMES}) ${CASELESS};
  INSERT INTO t_id_gen (id, id_value) VALUES ('../data', 100), ('empty', NULL);
  CREATE TABLE t_file_01 (id VARCHAR(256) NOT NULL PRIMARY KEY, appid VARCHAR(32), userid VARCHAR(128),
    status TINYINT, file_path VARCHAR(512), file_size BIGINT, ${TIMES}) ${CASELESS};
  CREATE TABLE t_file_02 LIKE t_file_01;
  CREATE TABLE t_file_03 LIKE t_file_01;
`;

describe.skipIf('missing' in mariadb)('a store on the database of a site that runs another implementation', () => {
  const access = mariadb as MariadbAccess;
  const config = mysqlConfigOf(access);
  const log = new LogOfTest();
  const opened: { close(): Promise<void> }[] = [];
  const routes = async (): Promise<RouteStore> => kept(await openMysqlRouteStore(config, log, DATABASE));
  const ids = async (): Promise<IdStore> => kept(await openMysqlIdStore(config, log, DATABASE));
  const files = async (): Promise<FileStore> => kept(await openMysqlFileStore(config, log, DATABASE));
  const kept = <T extends { close(): Promise<void> }>(store: T): T => {
    opened.push(store);
    return store;
  };

  beforeAll(() => runSql(access, FOREIGN));
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });

  it('lists each group once', async () => {
    expect(await (await routes()).groups()).toEqual(['group001', 'group002']);
  });

  it('takes the oldest of several routes, and warns that there is no unique key', async () => {
    await runSql(
      access,
      `USE ${DATABASE}; INSERT INTO t_router (appid, userid, group_name) VALUES ('a', 'twice', 'group002'), ('a', 'twice', 'group001')`,
    );
    expect(await (await routes()).groupOf('twice')).toBe('group002');
    expect(log.lines.join()).toContain('t_router has no unique key on userid');
  });

  it('adds no second route for a user who has one', async () => {
    const store = await routes();
    expect(await store.assign('a', 'new', 'group001')).toBe('group001');
    expect(await store.assign('a', 'new', 'group002')).toBe('group001');
    expect(await runSql(access, `SELECT COUNT(*) FROM ${DATABASE}.t_router WHERE userid = 'new'`)).toContain('1');
  });

  it('tells users apart whom the table takes for one', async () => {
    const store = await routes();
    await store.assign('a', 'Alice', 'group001');
    expect(await store.groupOf('alice')).toBeUndefined();
    expect(await store.assign('a', 'alice', 'group002')).toBe('group002');
    expect(await store.groupOf('Alice')).toBe('group001');
  });

  it('refuses a user whom a unique key takes for another one', async () => {
    await runSql(
      access,
      `USE ${DATABASE}; CREATE TABLE t_keep LIKE t_router; RENAME TABLE t_router TO t_old, t_keep TO t_router;
       ALTER TABLE t_router ADD UNIQUE KEY (userid)`,
    );
    const store = await routes();
    await store.assign('a', 'Alice', 'group001');
    await expect(store.assign('a', 'alice', 'group002')).rejects.toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('must compare by bytes'),
    });
    await runSql(access, `USE ${DATABASE}; DROP TABLE t_router; RENAME TABLE t_old TO t_router`);
  });

  // Spec: DB-ID-GEN
  it('goes on with the ids where the other implementation is', async () => {
    const store = await ids();
    expect(await store.takeBlock('../data', 10, 0n)).toEqual({ first: 100n, end: 110n });
    expect(await store.takeBlock('empty', 10, 0n)).toEqual({ first: 0n, end: 10n });
    expect(await runSql(access, `SELECT id_value FROM ${DATABASE}.t_id_gen WHERE id = '../data'`)).toContain('110');
  });

  it('has used up its ids when they fit into the column no longer', async () => {
    await runSql(access, `USE ${DATABASE}; ALTER TABLE t_id_gen MODIFY id_value INT`);
    const store = await ids();
    await expect(store.takeBlock('new', 10, 2n ** 31n)).rejects.toThrow(IdsUsedUp);
    await expect(store.takeBlock('../data', 10, 2n ** 31n)).rejects.toThrow(IdsUsedUp);
  });

  it('refuses an id table that could hold a key twice', async () => {
    await runSql(access, `USE ${DATABASE}; ALTER TABLE t_id_gen DROP PRIMARY KEY, ADD KEY (id)`);
    await expect(ids()).rejects.toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('unique key on id'),
    });
    await runSql(access, `USE ${DATABASE}; ALTER TABLE t_id_gen ADD PRIMARY KEY (id)`);
  });

  it('refuses a file table that could hold a file id twice', async () => {
    await runSql(access, `USE ${DATABASE}; ALTER TABLE t_file_03 DROP PRIMARY KEY, ADD KEY (id)`);
    await expect(files()).rejects.toMatchObject({ outcome: 'failed', message: expect.stringContaining('t_file_03') });
    await runSql(access, `USE ${DATABASE}; ALTER TABLE t_file_03 ADD PRIMARY KEY (id)`);
  });

  it('shows a file to the very user and under the very id only', async () => {
    const store = await files();
    const row = { appid: 'tnvideo', userid: 'alice', fileid: 'abc', path: '../data/1', size: 5 };
    await runSql(
      access,
      `USE ${DATABASE}; INSERT INTO t_file_02 (id, appid, userid, file_path, file_size) VALUES ('abc', 'tnvideo', 'alice', '../data/1', 5)`,
    );
    expect(await store.find('alice', 'abc')).toEqual(row);
    expect(await store.find('alice', 'ABC')).toBeUndefined();
    expect(await store.find('alice', 'abc ')).toBeUndefined();
    expect(await store.withPaths(['../DATA/1'])).toEqual([]);
    expect(await store.withPaths(['../data/1'])).toEqual([row]);
    expect(await store.insert({ ...row, fileid: 'Abc', path: '../data/2' })).toBe('exists');
  });

  // Spec: LIST-ORDER, LIST-WHOSE
  it('gives pages in the order of the bytes, and none of the files of users the table takes for one', async () => {
    const ids = ['B', 'a', 'c', 'D', 'é', 'z', '视'];
    const values = ids.map((id) => `('p${id}', 'tnvideo', 'bob', 'p${id}', 1)`).join();
    await runSql(
      access,
      `SET NAMES utf8mb4; USE ${DATABASE}; INSERT INTO t_file_03 (id, appid, userid, file_path, file_size) VALUES ${values},
       ('pb2', 'tnvideo', 'Bob', 'pb2', 1), ('pb3', 'TNVIDEO', 'bob', 'pb3', 1)`,
    );
    const store = await files();
    const seen: string[] = [];
    for (;;) {
      const [file] = await store.page({ appid: 'tnvideo', userid: 'bob', after: seen.at(-1) ?? '', limit: 1 });
      if (file === undefined) break;
      seen.push(file.fileid);
    }
    expect(seen).toEqual(['p视', 'pé', 'pz', 'pc', 'pa', 'pD', 'pB']);
  });

  // Spec: LIST-OLD-SCHEMA
  it('notes nothing where there is no table for it, and does from the moment that there is', async () => {
    const store = await files();
    const row = { appid: 'tnvideo', userid: 'tnv001', fileid: 'noted', path: '../data/noted', size: 5 };
    const note = { name: 'a.mp4', type: 'video/mp4' };
    expect(log.lines.join()).toContain('no table of descriptions');
    await store.insert(row);
    expect(await store.notes([row.path])).toEqual(new Map());
    await expect(store.annotate(row, note)).rejects.toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('run tnv db init'),
    });
    expect(await store.remove(row.userid, row.fileid, row.path)).toBe(true);
    expect(await store.remove(row.userid, row.fileid, row.path)).toBe(false);

    await runSql(
      access,
      `USE ${DATABASE}; CREATE TABLE t_file_note (file_path VARCHAR(255) PRIMARY KEY, file_name VARCHAR(255),
       media_type VARCHAR(127)) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`,
    );
    await store.insert(row);
    expect(await store.annotate(row, note)).toBe(true);
    expect(await (await files()).notes([row.path])).toEqual(new Map([[row.path, note]]));
    expect(await store.remove(row.userid, row.fileid, row.path)).toBe(true);
    expect(await store.notes([row.path])).toEqual(new Map());
  });
});
