import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { MariadbAccess } from '../../../test/services/mariadb.ts';
import { runSql } from '../../../test/services/mariadbClient.ts';

const mariadb = inject('mariadb');
const SQL = join(import.meta.dirname, '../../../sql');

describe.skipIf('missing' in mariadb)('the sql files', () => {
  const access = mariadb as MariadbAccess;
  const sourceAll = (): Promise<string> =>
    runSql(access, ['tracker', 'storage', 'id'].map((name) => `source ${SQL}/${name}.sql\n`).join(''));
  const groups = (): Promise<string> => runSql(access, 'SELECT group_name FROM tnv_trackerdb.t_groups_info ORDER BY 1');

  beforeAll(async () => {
    for (const database of ['tnv_trackerdb', 'tnv_storagedb', 'tnv_idsdb']) {
      await runSql(access, `DROP DATABASE IF EXISTS ${database}`);
    }
    await sourceAll();
  });

  it('make a group for the first storage', async () => {
    expect(await groups()).toBe('group_name\ngroup001\n');
  });

  // Spec: DB-GROUPS
  it('let the groups be changed under both names', async () => {
    await runSql(
      access,
      `USE tnv_trackerdb; INSERT INTO t_groups_info (group_name) VALUES ('group002');
       UPDATE t_groups_info SET group_name = 'group003' WHERE group_name = 'group001';
       INSERT INTO t_group_info (group_name) VALUES ('group004'); DELETE FROM t_groups_info WHERE group_name = 'group002'`,
    );
    expect(await groups()).toBe('group_name\ngroup003\ngroup004\n');
  });

  it('change nothing when they are imported again', async () => {
    await runSql(
      access,
      `INSERT INTO tnv_trackerdb.t_router (appid, userid, group_name) VALUES ('a', 'u', 'group003');
       INSERT INTO tnv_idsdb.t_id_gen (id, id_value) VALUES ('../data', 100);
       INSERT INTO tnv_storagedb.t_file_03 (id, appid, userid, file_path, file_size) VALUES ('f', 'a', 'u', 'p', 1)`,
    );
    await sourceAll();
    expect(await groups()).toBe('group_name\ngroup003\ngroup004\n');
    expect(await runSql(access, 'SELECT userid FROM tnv_trackerdb.t_router')).toBe('userid\nu\n');
    expect(await runSql(access, 'SELECT id_value FROM tnv_idsdb.t_id_gen')).toBe('id_value\n100\n');
    expect(await runSql(access, 'SELECT status, id FROM tnv_storagedb.t_file_03')).toBe('status\tid\n0\tf\n');
  });

  // Spec: DB-ROUTER
  it.each([
    "tnv_trackerdb.t_group_info (group_name) VALUES ('group009')",
    "tnv_trackerdb.t_router (appid, userid, group_name) VALUES ('a', 'once', 'group003')",
    "tnv_idsdb.t_id_gen (id, id_value) VALUES ('../once', 100)",
    "tnv_storagedb.t_file_01 (id, appid, userid, file_path, file_size) VALUES ('once', 'a', 'u', 'p', 1)",
    "tnv_storagedb.t_file_02 (id, appid, userid, file_path, file_size) VALUES ('once', 'a', 'u', 'p', 1)",
    "tnv_storagedb.t_file_03 (id, appid, userid, file_path, file_size) VALUES ('once', 'a', 'u', 'p', 1)",
  ])('keep this from being there twice: %s', async (row) => {
    await runSql(access, `INSERT INTO ${row}`);
    await expect(runSql(access, `INSERT INTO ${row}`)).rejects.toThrow('Duplicate entry');
  });
});
