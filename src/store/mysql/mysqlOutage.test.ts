import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { freePort } from '../../../test/services/freePort.ts';
import { Mariadb } from '../../../test/services/mariadb.ts';
import { importSchema } from '../../../test/services/mariadbClient.ts';
import { TcpProxy } from '../../../test/services/tcpProxy.ts';
import type { FileStore } from '../fileStore.ts';
import type { MysqlConfig } from './mysqlConfig.ts';
import { openMysqlFileStore } from './mysqlFileStore.ts';
import { LogOfTest, mysqlConfigOf } from './mysqlFixture.contract.ts';
import { openMysqlIdStore } from './mysqlIdStore.ts';
import { MysqlSession } from './mysqlSession.ts';

const row = (fileid: string) => ({ appid: 'tnvideo', userid: 'tnv001', fileid, path: `../data/${fileid}`, size: 1 });
const FAILED = { name: 'StoreError', outcome: 'failed' };
const UNKNOWN = { name: 'StoreError', outcome: 'unknown' };
/** Short for who waits for it, long for a busy machine that logs in or syncs. */
const SHORT = { rwTimeoutMs: 1_500, connectTimeoutMs: 1_500 };

describe.skipIf('missing' in inject('mariadb'))('a store on MySQL', () => {
  let server: Mariadb;
  let log: LogOfTest;
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    server = await Mariadb.start();
    await importSchema(server.access, 'storage', 'tnv_storagedb');
    await importSchema(server.access, 'id', 'tnv_idsdb');
  });
  afterAll(() => server?.stop());
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  const openFiles = async (settings: Partial<MysqlConfig>): Promise<FileStore> => {
    log = new LogOfTest();
    const store = await openMysqlFileStore(mysqlConfigOf(server.access, settings), log);
    ends.push(() => store.close());
    return store;
  };
  const startProxy = async (): Promise<TcpProxy> => {
    const proxy = await TcpProxy.start(server.access.port);
    ends.push(() => proxy.stop());
    return proxy;
  };
  const addressOf = (proxy: TcpProxy): string => `127.0.0.1:${proxy.port}`;

  // Spec: DB-FAILOVER
  it('uses the next address when one is dead, and logs that once', async () => {
    const dead = `127.0.0.1:${await freePort()}`;
    const store = await openFiles({ addresses: [dead, `127.0.0.1:${server.access.port}`] });
    expect(await store.insert(row('next'))).toBe('inserted');
    expect(log.lines.filter((line) => line.includes(dead))).toHaveLength(1);
  });

  it('goes from an address that fails to the next one, and round to the first', async () => {
    const [a, b] = [await startProxy(), await startProxy()];
    const store = await openFiles({ addresses: [addressOf(a), addressOf(b)] });
    expect([a.connections, b.connections]).toEqual([1, 0]);
    a.refuse();
    expect(await store.find('tnv001', 'round')).toBeUndefined();
    expect([a.connections, b.connections]).toEqual([0, 1]);
    a.accept();
    b.refuse();
    expect(await store.find('tnv001', 'round')).toBeUndefined();
    expect([a.connections, b.connections]).toEqual([1, 0]);
  });

  // Spec: DB-GIVEN-UP, CONN-STOP
  it('lets go of a connection that is given up while it is being shut down', async () => {
    const { user, password, port } = server.access;
    const login = { user, password, database: 'tnv_storagedb' };
    const address = { host: '127.0.0.1', port };
    const session = await MysqlSession.open(address, login, SHORT);
    const gone = new Promise<void>((resolve) => {
      session.onGone = resolve;
    });
    session.close();
    session.destroy();
    await gone;
    expect(session.gone).toBe(true);
  });

  // Spec: DB-FAILOVER
  it('fails at once while its server is away, and works again when it is back', async () => {
    const store = await openFiles({});
    await store.insert(row('before'));
    await server.kill();
    await expect(store.find('tnv001', 'before')).rejects.toMatchObject(FAILED);
    await expect(store.insert(row('away'))).rejects.toMatchObject(FAILED);
    const many = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => store.insert(row(`away${i}`))));
    expect(many.filter((one) => one.status === 'rejected')).toHaveLength(100);
    expect(log.lines.filter((line) => line.startsWith('warn database address failed'))).toHaveLength(1);
    await server.restart();
    expect(await store.find('tnv001', 'before')).toEqual(row('before'));
    expect(await store.insert(row('away'))).toBe('inserted');
    expect(log.lines.filter((line) => line.startsWith('info database back'))).toHaveLength(1);
  });

  it('survives a restart of its server between two requests', async () => {
    const store = await openFiles({});
    await store.insert(row('restart'));
    await server.restart();
    expect(await store.insert(row('restart'))).toBe('exists');
  });

  // Spec: DB-UNKNOWN
  it('does not know the outcome of a change whose answer was lost', async () => {
    const proxy = await startProxy();
    const store = await openFiles({ addresses: [addressOf(proxy)] });
    await store.insert(row('warm'));
    proxy.loseNextAnswer();
    await expect(store.insert(row('lost'))).rejects.toMatchObject(UNKNOWN);
    expect(await store.insert(row('lost'))).toBe('exists');
    expect(await store.find('tnv001', 'lost')).toEqual(row('lost'));
    await store.remove('tnv001', 'warm', row('warm').path);
    proxy.loseNextAnswer();
    await expect(store.remove('tnv001', 'lost', row('lost').path)).rejects.toMatchObject(UNKNOWN);
    expect(await store.remove('tnv001', 'lost', row('lost').path)).toBe(false);
  });

  // Spec: ID-UNIQUE, DB-UNKNOWN
  it('never gives ids twice when the answer with a block was lost', async () => {
    const proxy = await startProxy();
    const config = mysqlConfigOf(server.access, { addresses: [addressOf(proxy)] });
    const ids = await openMysqlIdStore(config, new LogOfTest());
    ends.push(() => ids.close());
    expect(await ids.takeBlock('k', 100, 0n)).toEqual({ first: 0n, end: 100n });
    proxy.loseNextAnswer();
    await expect(ids.takeBlock('k', 100, 0n)).rejects.toMatchObject(UNKNOWN);
    expect(await ids.takeBlock('k', 100, 0n)).toEqual({ first: 200n, end: 300n });
  });

  it('makes a change once when its connection broke before the server was asked to make it', async () => {
    const proxy = await startProxy();
    const store = await openFiles({ addresses: [addressOf(proxy)] });
    proxy.loseNextAnswer();
    expect(await store.insert(row('prepared'))).toBe('inserted');
  });

  it('reads again, at the next address, when the answer to a read was lost', async () => {
    const [a, b] = [await startProxy(), await startProxy()];
    const store = await openFiles({ addresses: [addressOf(a), addressOf(b)] });
    await store.insert(row('read'));
    await store.find('tnv001', 'read');
    a.loseNextAnswer();
    expect(await store.find('tnv001', 'read')).toEqual(row('read'));
    expect(b.connections).toBe(1);
  });

  it('waits for a server that hangs no longer than it is told to, and leaves no connection behind', async () => {
    const proxy = await startProxy();
    const store = await openFiles({ addresses: [addressOf(proxy)], ...SHORT });
    await store.insert(row('warm2'));
    proxy.swallowing = true;
    await expect(store.insert(row('hung'))).rejects.toMatchObject(UNKNOWN);
    await expect(store.find('tnv001', 'hung')).rejects.toMatchObject(FAILED);
    await expect(store.insert(row('hung'))).rejects.toMatchObject(FAILED);
    await expect.poll(() => proxy.connections).toBe(0);
    proxy.swallowing = false;
    expect(await store.insert(row('hung'))).toBe('exists');
  });

  // Spec: DB-GIVEN-UP
  it('resets the connection of a statement that it gives up, so that it is not delivered later', async () => {
    const proxy = await startProxy();
    const store = await openFiles({ addresses: [addressOf(proxy)], ...SHORT });
    await store.insert(row('warm3'));
    proxy.swallowing = true;
    await expect(store.insert(row('given-up'))).rejects.toMatchObject(UNKNOWN);
    await expect.poll(() => proxy.connections).toBe(0);
    expect(proxy.resets).toBeGreaterThan(0);
  });

  it('gives a connection up that a stopped server would hold for ever', async () => {
    const store = await openFiles({ connectionsMax: 1, ...SHORT });
    await store.insert(row('stopped'));
    server.pause();
    try {
      await expect(store.find('tnv001', 'stopped')).rejects.toThrow(`no answer within ${SHORT.rwTimeoutMs} ms`);
      await expect(store.find('tnv001', 'stopped')).rejects.toThrow('cannot reach the database');
    } finally {
      server.resume();
    }
    expect(await store.find('tnv001', 'stopped')).toEqual(row('stopped'));
  });

  it('goes to the next address when a server hangs', async () => {
    const [a, b] = [await startProxy(), await startProxy()];
    const addresses = [addressOf(a), addressOf(b)];
    const store = await openFiles({ addresses, ...SHORT });
    a.swallowing = true;
    await expect(store.find('tnv001', 'x')).rejects.toMatchObject(FAILED);
    expect(await store.find('tnv001', 'x')).toBeUndefined();
    expect(b.connections).toBe(1);
  });
});
