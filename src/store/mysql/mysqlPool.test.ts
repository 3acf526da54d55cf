import { afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { MariadbAccess } from '../../../test/services/mariadb.ts';
import { importSchema } from '../../../test/services/mariadbClient.ts';
import { TcpProxy } from '../../../test/services/tcpProxy.ts';
import type { FileStore } from '../fileStore.ts';
import type { MysqlConfig } from './mysqlConfig.ts';
import { openMysqlFileStore } from './mysqlFileStore.ts';
import { LogOfTest, mysqlConfigOf } from './mysqlFixture.contract.ts';

const mariadb = inject('mariadb');
const DATABASE = 'pool_storagedb';

describe.skipIf('missing' in mariadb)('the connections of a store on MySQL', () => {
  const access = mariadb as MariadbAccess;
  let proxy: TcpProxy;
  let store: FileStore | undefined;

  beforeAll(() => importSchema(access, 'storage', DATABASE));
  beforeEach(async () => {
    proxy = await TcpProxy.start(access.port);
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
    await proxy.stop();
  });

  const open = async (settings: Partial<MysqlConfig>): Promise<FileStore> => {
    const config = mysqlConfigOf(access, { addresses: [`127.0.0.1:${proxy.port}`], ...settings });
    store = await openMysqlFileStore(config, new LogOfTest(), DATABASE);
    return store;
  };

  it('are used again, one after the other', async () => {
    const files = await open({});
    for (let i = 0; i < 20; i++) await files.find('tnv001', `f${i}`);
    expect(proxy.connectionsPeak).toBe(1);
  });

  it('are never more than allowed, however many requests there are', async () => {
    const files = await open({ connectionsMax: 3 });
    const found = await Promise.all(Array.from({ length: 200 }, (_, i) => files.find('tnv001', `f${i}`)));
    expect(found.every((file) => file === undefined)).toBe(true);
    expect(proxy.connectionsPeak).toBe(3);
  });

  it('are waited for no longer than a statement may take', async () => {
    const files = await open({ connectionsMax: 1, rwTimeoutMs: 1_500 });
    proxy.swallowing = true;
    const outcomes = await Promise.allSettled([files.find('tnv001', 'a'), files.find('tnv001', 'b')]);
    const reasons = outcomes.map((outcome) => outcome.status === 'rejected' && String(outcome.reason.message));
    expect(reasons[0]).toContain('no answer within 1500 ms');
    expect(reasons[1]).toContain('all 1 connections to the database are busy');
    expect(outcomes).toMatchObject([{ reason: { outcome: 'failed' } }, { reason: { outcome: 'failed' } }]);
  });

  it('are replaced for those who wait when they break', async () => {
    const files = await open({ connectionsMax: 2 });
    await Promise.all([files.find('tnv001', 'a'), files.find('tnv001', 'b')]);
    const found = Array.from({ length: 50 }, (_, i) => files.find('tnv001', `f${i}`));
    proxy.cut();
    expect(await Promise.all(found)).toHaveLength(50);
    expect(proxy.connectionsPeak).toBe(2);
  });

  it('are closed when nobody used them for a while', async () => {
    const files = await open({ idleTimeoutMs: 30 });
    await files.find('tnv001', 'a');
    await expect.poll(() => proxy.connections).toBe(0);
    expect(await files.find('tnv001', 'a')).toBeUndefined();
  });

  it('end with the store, after the statements that are under way', async () => {
    const files = await open({ connectionsMax: 2 });
    let answered = 0;
    const found = ['a', 'b', 'c'].map(async (fileid) => {
      await files.find('tnv001', fileid);
      answered++;
    });
    const closed = files.close();
    await expect(files.find('tnv001', 'd')).rejects.toMatchObject({ name: 'StoreError', outcome: 'failed' });
    await closed;
    expect(answered).toBe(3);
    await Promise.all(found);
    await expect.poll(() => proxy.connections).toBe(0);
  });
});
