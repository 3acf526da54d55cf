import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, inject, it } from 'vitest';
import type { MariadbAccess } from '../../../test/services/mariadb.ts';
import { MysqlDatabase } from './mysqlDatabase.ts';
import { LogOfTest, mysqlConfigOf } from './mysqlFixture.contract.ts';

const mariadb = inject('mariadb');

// Spec: DB-CAUSAL
describe.skipIf('missing' in mariadb)('a session on a server that may be a node of a cluster', () => {
  const access = mariadb as MariadbAccess;
  let database: MysqlDatabase;
  let relay: Server | undefined;

  const open = (addresses: string[]): void => {
    const schema = { database: 'information_schema', sqlFile: 'none' };
    database = new MysqlDatabase(mysqlConfigOf(access, { addresses }), schema, new LogOfTest());
  };
  const ask = async (expression: string): Promise<unknown> =>
    (await database.read(`SELECT ${expression} AS answer`, []))[0]?.answer;

  afterEach(async () => {
    await database.close();
    relay?.close();
    relay = undefined;
  });

  it('lets every statement wait for what other nodes have committed', async () => {
    open([`${access.host}:${access.port}`]);
    expect(await ask('@@SESSION.wsrep_sync_wait')).toBe(7);
    expect(await ask('@@GLOBAL.wsrep_sync_wait')).toBe(0);
  });

  it('does without on a server that knows nothing of clusters', async () => {
    let renamed = 0;
    const server = createServer((client) => {
      const upstream = connect(access.port, access.host);
      client.on('data', (bytes) => {
        const text = bytes.toString('latin1');
        // As long as the name that there is.
        if (text.includes('wsrep_sync_wait = 7')) renamed++;
        upstream.write(Buffer.from(text.replace('wsrep_sync_wait = 7', 'wsrep_no_such__ = 7'), 'latin1'));
      });
      upstream.pipe(client);
      for (const one of [client, upstream]) one.on('error', () => {});
      client.on('close', () => upstream.destroy());
    });
    relay = server;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open([`127.0.0.1:${(server.address() as AddressInfo).port}`]);
    expect(await ask('@@SESSION.wsrep_sync_wait')).toBe(0);
    expect(renamed).toBe(1);
  });
});
