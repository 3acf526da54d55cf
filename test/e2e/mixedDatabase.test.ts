import mysql from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeRequest } from '../../conformance/wire/layout.ts';
import { createLog } from '../../src/host/node/log.ts';
import { mysqlConfigOf } from '../../src/store/mysql/mysqlFixture.contract.ts';
import { openMysqlIdStore } from '../../src/store/mysql/mysqlIdStore.ts';
import { MixedSite, type Name } from '../mixed/mixedSite.ts';
import { takeStep } from '../mixed/old/idServer.ts';
import { Peer } from '../mixed/old/peer.ts';
import { ensureBinary } from '../services/binary.ts';

const missing =
  (await ensureBinary('mariadbd', 'mariadb-server')) ?? (await ensureBinary('redis-server', 'redis-server'));
if (missing !== undefined) process.stderr.write(`tnv tests: SKIPPING mixed databases: ${missing}\n`);

describe.skipIf(missing !== undefined)('what deployed and our trackers and id servers do to one database', () => {
  let site: MixedSite;
  const peers: Peer[] = [];

  const peer = async (name: Name): Promise<Peer> => {
    const opened = await Peer.open({ host: '127.0.0.1', port: site.ports[name] });
    peers.push(opened);
    return opened;
  };

  beforeAll(async () => {
    site = await MixedSite.make();
    await site.migrate();
  });
  afterAll(async () => {
    for (const each of peers) each.close();
    await site.stop();
  });

  describe('an id server of each', () => {
    const isolation = (level: string): Promise<string> => site.sql(`SET GLOBAL tx_isolation = '${level}'`);

    /** Whether this MariaDB is new enough. */
    const canRefuse = async (): Promise<boolean> =>
      (await site.sql("SHOW VARIABLES LIKE 'innodb_snapshot_isolation'")) !== '';

    afterEach(async () => {
      await isolation('REPEATABLE-READ');
      if (await canRefuse()) await site.sql('SET GLOBAL innodb_snapshot_isolation = OFF');
    });

    /** `count` ids of a key, asked for one after another; those that were refused are left out. */
    const ids = async (name: Name, key: string, count: number): Promise<bigint[]> => {
      const given: bigint[] = [];
      let server = await peer(name);
      for (let asked = 0; asked < count; asked++) {
        try {
          given.push((await server.ask(encodeRequest('ID_GET', { key }))).readBigInt64BE());
        } catch {
          server = await peer(name);
        }
      }
      return given;
    };

    /** Resolves when a transaction waits for a lock of another one, or when `work` has ended. */
    const untilSomebodyWaits = async (work: Promise<unknown>): Promise<void> => {
      let ended = false;
      const end = (): void => {
        ended = true;
      };
      work.then(end, end);
      while (!ended && !(await site.sql('SHOW ENGINE INNODB STATUS')).includes('LOCK WAIT'));
    };

    /** What a deployed server and a store of ours take when ours comes between the reading and the writing of the other. */
    const interleaved = async (key: string): Promise<{ old: bigint | undefined; ours: bigint }> => {
      const { host, port, user, password } = site.database.access;
      const config = mysqlConfigOf(site.database.access);
      const store = await openMysqlIdStore(config, createLog({ level: 'error' }));
      const connection = await mysql.createConnection({ host, port, user, password, database: 'tnv_idsdb' });
      await connection.query('INSERT INTO t_id_gen (id, id_value) VALUES (?, 100)', [key]);
      let ours: Promise<{ first: bigint }> | undefined;
      try {
        const between = async (): Promise<void> => {
          ours = store.takeBlock(key, 10, 0n);
          // Where the database makes ours wait, it waits for what comes now.
          await untilSomebodyWaits(ours);
        };
        const old = await takeStep(connection, key, 10n, between).catch(() => undefined);
        connection.destroy();
        return { old, ours: (await ours)?.first ?? -1n };
      } finally {
        connection.destroy();
        await store.close();
      }
    };

    // Spec: MIX-IDS
    it('one after the other: goes on where the other one stopped', async () => {
      const seen: bigint[] = [];
      for (const maker of ['old', 'ours', 'old', 'ours'] as const) {
        await site.run({ id1: maker });
        seen.push(...(await ids('id1', 'in turn', 25)));
        await site.end('id1');
      }
      expect(seen).toHaveLength(100);
      expect(new Set(seen).size).toBe(100);
      expect(seen).toEqual(seen.toSorted((a, b) => Number(a - b)));
    });

    it('side by side on a database as it comes: both can be given one block', async () => {
      expect(await interleaved('as it comes')).toEqual({ old: 100n, ours: 100n });
    });

    // Spec: MIX-IDS
    it('side by side on a database where who reads in a transaction locks: never', async () => {
      await isolation('SERIALIZABLE');
      const { old, ours } = await interleaved('serializable');
      expect(ours).not.toBe(old);
    });

    // Spec: MIX-IDS
    it('side by side on a MariaDB that refuses to write over what was not read: never', async (context) => {
      if (!(await canRefuse())) return context.skip('this MariaDB is too old');
      await site.sql('SET GLOBAL innodb_snapshot_isolation = ON');
      const { old, ours } = await interleaved('snapshot');
      expect([old, ours]).toEqual([undefined, 100n]);
    });

    // Spec: MIX-IDS, ID-UNIQUE
    it('side by side, asked by many at once, with that guard: no id comes twice', async () => {
      await isolation('SERIALIZABLE');
      await site.run({ id1: 'old', id2: 'ours' });
      const keys = ['many', 'many', 'other', 'many'];
      const given = await Promise.all(
        keys.flatMap((key) =>
          (['id1', 'id2'] as const).map(async (name) => (await ids(name, key, 150)).map((id) => `${key} ${id}`)),
        ),
      );
      const all = given.flat();
      expect(new Set(all).size).toBe(all.length);
      // Deployed servers refuse now and then; ours does not.
      expect(all.length).toBeGreaterThan(keys.length * 150);
      await Promise.all([site.end('id1'), site.end('id2')]);
    });
  });

  // Spec: MIX-ROUTES, ROUTE-STABLE
  it('trackers of both, asked at once for new users, name one group for each', async () => {
    await site.sql("INSERT INTO tnv_trackerdb.t_groups_info (group_name) VALUES ('group002')");
    await site.run({ tracker1: 'old', tracker2: 'ours' });
    for (const tracker of ['tracker1', 'tracker2'] as const) {
      for (const [at, group] of ['group001', 'group002'].entries()) {
        const storage = await peer(tracker);
        const who = { group, hostname: `storage${at}` };
        await storage.ask(
          encodeRequest('JOIN', { ...who, version: '1.0', port: 23000 + at, startTime: 1, joinTime: 1 }),
        );
        await storage.ask(encodeRequest('BEAT', who));
      }
    }
    const users = Array.from({ length: 30 }, (_, at) => `user${at}`);
    const groupOf = async (tracker: Name, userid: string): Promise<string | undefined> => {
      const asked = await peer(tracker);
      try {
        const body = await asked.ask(encodeRequest('SADDRS', { appid: 'tnvideo', userid, fileid: 'f' }));
        return body.toString('utf8', 0, body.indexOf(0));
      } catch {
        // The deployed one does not look again when the other one was faster.
        return undefined;
      }
    };
    const ask = (): Promise<(string | undefined)[][]> =>
      Promise.all(users.map((user) => Promise.all([groupOf('tracker1', user), groupOf('tracker2', user)])));
    const first = await ask();
    const second = await ask();
    for (const [at, [old, ours]] of second.entries()) {
      expect(ours).toBe(old);
      for (const earlier of first[at] ?? []) if (earlier !== undefined) expect(earlier).toBe(ours);
    }
    expect(first.every(([, ours]) => ours !== undefined)).toBe(true);
    const rows = await site.sql('SELECT COUNT(*), COUNT(DISTINCT userid) FROM tnv_trackerdb.t_router');
    expect(rows.split('\n')[1]).toBe('30\t30');
  });
});
