import { createConnection } from 'mysql2/promise';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { MariadbAccess } from '../../../test/services/mariadb.ts';
import { importSchema, runSql } from '../../../test/services/mariadbClient.ts';
import { TcpProxy } from '../../../test/services/tcpProxy.ts';
import type { FileStore } from '../fileStore.ts';
import type { MysqlConfig } from './mysqlConfig.ts';
import { openMysqlFileStore } from './mysqlFileStore.ts';
import { LogOfTest, mysqlConfigOf } from './mysqlFixture.contract.ts';

const mariadb = inject('mariadb');
const DATABASE = 'errors_storagedb';
/** Makes the next inserts of tnv001 fail with an error of choice; what a rollback undoes, this table keeps. */
const TRIGGER = `
  USE ${DATABASE};
  CREATE TABLE t_trouble (left_over INT NOT NULL, error INT NOT NULL) ENGINE = MyISAM;
  INSERT INTO t_trouble VALUES (0, 0);
  DELIMITER //
  CREATE TRIGGER trouble BEFORE INSERT ON t_file_02 FOR EACH ROW BEGIN
    DECLARE error_number INT DEFAULT (SELECT MAX(error) FROM t_trouble WHERE left_over > 0);
    IF error_number IS NOT NULL THEN
      UPDATE t_trouble SET left_over = left_over - 1;
      SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = error_number, MESSAGE_TEXT = 'trouble';
    END IF;
  END//
`;

describe.skipIf('missing' in mariadb)('an error that the server reports', () => {
  const access = mariadb as MariadbAccess;
  let store: FileStore | undefined;
  let files = 0;

  beforeAll(async () => {
    await importSchema(access, 'storage', DATABASE);
    await runSql(access, TRIGGER);
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
  });

  const open = async (settings: Partial<MysqlConfig> = {}): Promise<FileStore> => {
    store = await openMysqlFileStore(mysqlConfigOf(access, settings), new LogOfTest(), DATABASE);
    return store;
  };
  const newRow = () => ({ appid: 'tnvideo', userid: 'tnv001', fileid: `f${files++}`, path: 'p', size: 1 });
  const trouble = (error: number, times: number): Promise<string> =>
    runSql(access, `UPDATE ${DATABASE}.t_trouble SET error = ${error}, left_over = ${times}`);

  // Spec: DB-CERTIFICATION
  it.each([1213, 1020])('and that comes from a collision (%d) is overcome by trying again', async (error) => {
    const opened = await open();
    await trouble(error, 3);
    expect(await opened.insert(newRow())).toBe('inserted');
  });

  // Spec: DB-CERTIFICATION
  it('and that comes from a collision again and again ends as a failure', async () => {
    const opened = await open();
    await trouble(1213, 1000);
    await expect(opened.insert(newRow())).rejects.toMatchObject({ name: 'StoreError', outcome: 'failed' });
    await trouble(0, 0);
  });

  it.each([1290, 1836, 1792, 1047, 3032])('and means that it takes no changes now (%d) is a failure', async (error) => {
    const opened = await open();
    await trouble(error, 1);
    const row = newRow();
    await expect(opened.insert(row)).rejects.toMatchObject({ name: 'StoreError', outcome: 'failed' });
    expect(await opened.insert(row)).toBe('inserted');
  });

  // Spec: DB-QUORUM
  it.each([1290, 1047])('and means that it takes no changes now (%d) leads to the next address', async (error) => {
    const [a, b] = [await TcpProxy.start(access.port), await TcpProxy.start(access.port)];
    const opened = await open({ addresses: [`127.0.0.1:${a.port}`, `127.0.0.1:${b.port}`] });
    await trouble(error, 1);
    expect(await opened.insert(newRow())).toBe('inserted');
    expect([a.connectionsPeak, b.connectionsPeak]).toEqual([1, 1]);
    await opened.close();
    await Promise.all([a.stop(), b.stop()]);
  });

  // Spec: DB-QUORUM
  it.each([1180, 1317, 1927])('and may come after the change (%d) leaves its outcome unknown', async (error) => {
    const opened = await open();
    await trouble(error, 1);
    await expect(opened.insert(newRow())).rejects.toMatchObject({ name: 'StoreError', outcome: 'unknown' });
  });

  it('and is about somebody who holds a row for too long is a failure', async () => {
    const opened = await open({ rwTimeoutMs: 6000 });
    const row = newRow();
    await opened.insert(row);
    const { host, port, user, password } = access;
    const other = await createConnection({ host, port, user, password, database: DATABASE });
    await other.beginTransaction();
    await other.query('SELECT id FROM t_file_02 WHERE id = ? FOR UPDATE', [row.fileid]);
    const removed = opened.remove(row.userid, row.fileid, row.path);
    await expect(removed).rejects.toMatchObject({ outcome: 'failed', message: expect.stringContaining('Lock wait') });
    expect(await opened.find(row.userid, row.fileid)).toEqual(row);
    await other.rollback();
    await other.end();
    expect(await opened.remove(row.userid, row.fileid, row.path)).toBe(true);
  });

  it('and is about a value that does not fit stores nothing', async () => {
    const opened = await open();
    const row = { ...newRow(), appid: 'longer than sixteen' };
    await expect(opened.insert(row)).rejects.toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('appid'),
    });
    expect(await opened.find(row.userid, row.fileid)).toBeUndefined();
  });
});
