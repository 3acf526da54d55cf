import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { MariadbAccess } from '../../../test/services/mariadb.ts';
import { importSchema, runSql } from '../../../test/services/mariadbClient.ts';
import { inspectPageTable, type PageTable, pageStatement } from './filePage.ts';
import { MysqlDatabase } from './mysqlDatabase.ts';
import { LogOfTest, mysqlConfigOf } from './mysqlFixture.contract.ts';

const mariadb = inject('mariadb');
const DATABASE = 'page_storagedb';
const FILES = 40_000;
const LIMIT = 101;
/** The page, and what the server looks up for itself. */
const READ_MAX = 2 * LIMIT;

describe.skipIf('missing' in mariadb)('a page of a user who has many files, among many of others', () => {
  const access = mariadb as MariadbAccess;
  let table: PageTable;

  /** Rows that the server reads for one page. */
  async function rowsRead(after: string): Promise<number> {
    const query = { appid: 'tnvideo', userid: 'tnv001', after, limit: LIMIT };
    const { sql, values } = pageStatement(table, 'id, file_path, file_size', query);
    const literals = values.map((value, at) => (at === values.length - 1 ? value : `'${value}'`));
    const filled = sql.replace(/\?/g, () => literals.shift() ?? '');
    const output = await runSql(
      access,
      `USE ${DATABASE}; FLUSH STATUS; CREATE TEMPORARY TABLE found ${filled}; SHOW SESSION STATUS LIKE 'Handler_read%'`,
    );
    return [...output.matchAll(/^Handler_read_\w+\t(\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  beforeAll(async () => {
    await importSchema(access, 'storage', DATABASE);
    // The files of two users, one of each in turn, and then many of the other one alone.
    await runSql(
      access,
      `USE ${DATABASE}; SET SESSION unique_checks = 0;
       INSERT INTO t_file_02 (id, appid, userid, file_path, file_size)
         SELECT LPAD(HEX(seq), 36, '0'), 'tnvideo', IF(seq > ${FILES} OR seq MOD 2 = 0, 'alice', 'tnv001'), CONCAT('p', seq), 1
         FROM seq_1_to_${FILES + FILES / 2};
       ANALYZE TABLE t_file_02`,
    );
    const schema = { database: DATABASE, sqlFile: 'sql/storage.sql' };
    const database = new MysqlDatabase(mysqlConfigOf(access), schema, new LogOfTest());
    table = await inspectPageTable(database, 't_file_02');
    await database.close();
  });

  // Spec: LIST-BOUNDED
  it.each([
    ['the first page', ''],
    ['a page in the middle', (FILES / 2).toString(16).toUpperCase().padStart(36, '0')],
    ['a page at the end', '12C'.padStart(36, '0')],
    ['no page, behind the last file', '0'],
  ])('costs what it holds: %s', async (_which, after) => {
    expect(await rowsRead(after)).toBeLessThanOrEqual(READ_MAX);
  });

  it('costs no more where the index of an earlier version is beside it', async () => {
    await runSql(access, `USE ${DATABASE}; ALTER TABLE t_file_02 ADD KEY k_user (userid, appid, create_time)`);
    expect(await rowsRead('')).toBeLessThanOrEqual(READ_MAX);
    expect(await rowsRead((FILES / 2).toString(16).toUpperCase().padStart(36, '0'))).toBeLessThanOrEqual(READ_MAX);
  });
});
