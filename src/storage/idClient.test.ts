import { describe, expect, it } from 'vitest';
import type { SimHost } from '../../sim/host/simHost.ts';
import { World } from '../../sim/world.ts';
import type { Address } from '../host/address.ts';
import { Command, ReplyCommand } from '../protocol/command.ts';
import { decodeIdGetRequest, encodeIdGetReply } from '../protocol/idGet.ts';
import { TnvError } from '../protocol/tnvError.ts';
import type { Server } from '../server/daemon.ts';
import { startServer } from '../server/server.ts';
import { IdClient } from './idClient.ts';

const PORT = 22_000;

/** Starts an id server on `host` that answers what `answer` makes of the key. */
function startIds(host: SimHost, answer: (key: string) => bigint | Promise<bigint>): Promise<Server> {
  return startServer(host, {
    address: { host: '0.0.0.0', port: PORT },
    limits: { connectionsMax: 1_000, idleTimeoutMs: 600_000, requestTimeoutMs: 5_000 },
    replyCommand: ReplyCommand.id,
    commands: [
      {
        kind: 'small',
        name: 'ID_GET',
        code: Command.idGet,
        bodySizes: [1, 65],
        answer: async (body) => encodeIdGetReply(await answer(decodeIdGetRequest(body))),
      },
    ],
  });
}

interface Scene {
  readonly world: World;
  readonly storage: SimHost;
  readonly one: SimHost;
  readonly two: SimHost;
  readonly ids: IdClient;
}

/** Runs `body` with a client of two machines, and sees that it leaves nothing open. */
async function withClient(body: (scene: Scene) => Promise<void>): Promise<void> {
  const world = new World(7);
  const [storage, one, two] = [world.host('storage'), world.host('one'), world.host('two')];
  await world.run(async () => {
    const servers: Address[] = [one, two].map((host) => ({ host: host.ip, port: PORT }));
    const ids = new IdClient(storage, servers);
    await body({ world, storage, one, two, ids });
    await ids.close();
    expect(storage.open).toEqual([]);
  });
}

const unavailable = expect.objectContaining({ errorNumber: 503 });

describe('the client of the id servers', () => {
  it('asks one server over one connection, request after request', () =>
    withClient(async ({ one, two, ids }) => {
      const keys: string[] = [];
      const server = await startIds(one, (key) => BigInt(keys.push(key) - 1));
      const other = await startIds(two, () => 99n);
      for (let i = 0; i < 5; i++) expect(await ids.next('../data')).toBe(BigInt(i));
      expect(keys).toEqual(Array(5).fill('../data'));
      // The listener and the one connection.
      expect(one.openSockets).toBe(2);
      await Promise.all([server.stop(), other.stop()]);
    }));

  // Spec: STORAGE-ID-FAILOVER
  it('passes over a server that is not there, and stays with the one that answers', () =>
    withClient(async ({ storage, one, two, ids }) => {
      const second = await startIds(two, () => 2n);
      expect(await ids.next('k')).toBe(2n);
      const first = await startIds(one, () => 1n);
      for (let i = 0; i < 3; i++) expect(await ids.next('k')).toBe(2n);
      await second.stop();
      for (let i = 0; i < 3; i++) expect(await ids.next('k')).toBe(1n);
      expect(storage.logged('id server lost')).toHaveLength(2);
      expect(storage.logged('id server back')).toHaveLength(1);
      await first.stop();
    }));

  it.each([
    [
      'hangs',
      async (host: SimHost) => {
        host.incoming = 'hang';
      },
    ],
    ['never answers', async (host: SimHost) => void (await startIds(host, () => new Promise(() => {})))],
    ['gives a negative id', async (host: SimHost) => void (await startIds(host, () => -1n))],
    [
      'refuses',
      async (host: SimHost) =>
        void (await startIds(host, () => {
          throw new TnvError(400, 'no');
        })),
    ],
    [
      'hangs up',
      async (host: SimHost) =>
        void (await host.network.listen({ host: '0.0.0.0', port: PORT }, (connection) => {
          connection.end();
          connection.abort();
        })),
    ],
    [
      'speaks nonsense',
      async (host: SimHost) =>
        void (await host.network.listen({ host: '0.0.0.0', port: PORT }, (connection) => {
          connection.write(Buffer.alloc(100, 0x41)).catch(() => {});
        })),
    ],
  ])('passes over a server that %s', (_, begin) =>
    withClient(async ({ one, two, ids }) => {
      await begin(one);
      const server = await startIds(two, () => 2n);
      expect(await ids.next('k')).toBe(2n);
      await server.stop();
      two.incoming = 'refuse';
      await expect(ids.next('k')).rejects.toThrow(unavailable);
    }),
  );

  // Spec: STORAGE-ID-FAILOVER
  it('says that none can be reached, and why, also to all who wait', () =>
    withClient(async ({ world, one, two, ids }) => {
      one.incoming = 'hang';
      two.incoming = 'hang';
      const started = world.nowMs;
      const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => ids.next('k')));
      expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
      expect(world.nowMs - started).toBeLessThan(10_000);
      await expect(ids.next('k')).rejects.toThrow(/^no id server gave an id: 10\.\S+:22000: .*; 10\.\S+:22000: /);
      one.incoming = 'accept';
      const server = await startIds(one, () => 3n);
      expect(await ids.next('k')).toBe(3n);
      await server.stop();
    }));

  it('replaces a pooled connection that its server has closed', () =>
    withClient(async ({ world, one, ids }) => {
      await startIds(one, () => 1n);
      expect(await ids.next('k')).toBe(1n);
      one.crash({ connections: 'silent' });
      const again = one.reboot();
      const second = await startIds(again, () => 2n);
      expect(await ids.next('k')).toBe(2n);
      await world.sleep(60_000);
      expect(again.openSockets).toBe(1);
      expect(await ids.next('k')).toBe(2n);
      await second.stop();
    }));

  it('lets a crowd through a few connections, which the next crowd finds again, and everybody gets an id', () =>
    withClient(async ({ storage, one, ids }) => {
      let next = 0n;
      let crowd = 0;
      let connects = 0;
      const connect = storage.network.connect.bind(storage.network);
      storage.network.connect = (...args) => {
        connects += 1;
        return connect(...args);
      };
      const server = await startIds(one, () => {
        crowd = Math.max(crowd, one.openSockets - 1);
        return next++;
      });
      const got = await Promise.all(Array.from({ length: 500 }, () => ids.next('k')));
      got.push(...(await Promise.all(Array.from({ length: 500 }, () => ids.next('k')))));
      expect(new Set(got).size).toBe(1000);
      expect(crowd).toBe(32);
      expect(connects).toBe(32);
      await server.stop();
    }));
});
