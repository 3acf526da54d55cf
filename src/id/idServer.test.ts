import { describe, expect, it } from 'vitest';
import { SimIdStore } from '../../sim/database/simIdStore.ts';
import type { SimHost } from '../../sim/host/simHost.ts';
import { World } from '../../sim/world.ts';
import { ailingStore, healthy } from '../../test/database/faults.ts';
import { IdPeer } from '../../test/id/idPeer.ts';
import { TRIAL_LIMITS } from '../../test/server/trial.ts';
import { encodeHead } from '../protocol/head.ts';
import type { Daemon } from '../server/daemon.ts';
import type { IdConfig } from './idConfig.ts';
import { startIdServer } from './idServer.ts';

const CONFIG: IdConfig = {
  listen: { host: '0.0.0.0', port: 22000 },
  limits: TRIAL_LIMITS,
  maxStep: 100,
  keysMax: 1000,
};

interface IdTrial {
  readonly world: World;
  start(host: SimHost): Promise<Daemon>;
  connect(server: SimHost): Promise<IdPeer>;
}

/** Runs `body` in virtual time with one database for all id servers it starts. */
async function idTrial(body: (trial: IdTrial) => Promise<void>, ailment = healthy(), seed = 1): Promise<void> {
  const world = new World(seed);
  const ids = ailingStore(new SimIdStore(), ailment, world);
  const storage = world.host('storage');
  await world.run(() =>
    body({
      world,
      start: (host) => startIdServer(host, CONFIG, { ids }),
      connect: (server) => IdPeer.connect(storage, { host: server.ip, port: 22000 }),
    }),
  );
}

describe('an id server', () => {
  // Spec: ID-FIRST
  it('answers with 0, 1, 2 for a fresh key and leaves nothing behind when it stops', () =>
    idTrial(async ({ world, start, connect }) => {
      const host = world.host('id1');
      const server = await start(host);
      const peer = await connect(host);
      expect([await peer.get('../data'), await peer.get('../data'), await peer.get('../data')]).toEqual([0n, 1n, 2n]);
      await server.stop();
      expect(host.open).toEqual([]);
    }));

  // Spec: ID-UNIQUE, ID-BLOCKS, ID-SKIP
  it('never repeats an id through ten crashes, and skips a block at most for each', () =>
    idTrial(async ({ world, start, connect }) => {
      let host = world.host('id1');
      const ids: bigint[] = [];
      for (let crash = 0; crash < 10; crash++) {
        await start(host);
        const peer = await connect(host);
        for (let count = 0; count <= crash; count++) ids.push(await peer.get('../data'));
        host = host.reboot();
      }
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.at(-1)).toBeLessThan(1000n);
    }));

  // Spec: ID-UNIQUE
  it('shares a key with another one on the same database without a repetition, many asking both at once', () =>
    idTrial(
      async ({ world, start, connect }) => {
        const hosts = [world.host('id1'), world.host('id2')];
        const servers = await Promise.all(hosts.map(start));
        const peers = await Promise.all(Array.from({ length: 20 }, (_, n) => connect(hosts[n % 2] ?? world.host('x'))));
        const asked = peers.map(async (peer) => {
          const ids: bigint[] = [];
          while (ids.length < 50) ids.push(await peer.get('../data'));
          return ids;
        });
        const ids = (await Promise.all(asked)).flat();
        expect(new Set(ids).size).toBe(1000);
        for (const server of servers) await server.stop();
      },
      { ...healthy(), latencyMaxMs: 20 },
    ));

  // Spec: ID-KEY
  it.each([
    ['an empty key', Buffer.from('\0'), 'the id key is empty'],
    ['an empty key with garbage behind it', Buffer.from('\0abc'), 'the id key is empty'],
    ['no body', Buffer.alloc(0), 'ID_GET has a body of 1 to 65 bytes, not 0'],
    ['65 bytes without a NUL', Buffer.alloc(65, 'x'), 'id key has no NUL within its 65 bytes'],
    ['66 bytes', Buffer.alloc(66), 'ID_GET has a body of 1 to 65 bytes, not 66'],
    ['bytes that are no text', Buffer.from('ff00', 'hex'), 'id key is not valid UTF-8'],
  ])('refuses %s with 400', (_what, body, why) =>
    idTrial(async ({ world, start, connect }) => {
      const host = world.host('id1');
      const server = await start(host);
      const { raw } = await connect(host);
      const head = encodeHead({ bodyLength: BigInt(body.length), command: 40, status: 0 });
      const reply = await raw.ask(head, body);
      expect(reply).toMatchObject({ command: 101, status: -3, errorNumber: 400, why: `[id1] ${why}` });
      expect(await new IdPeer(raw).get('x'.repeat(64))).toBe(0n);
      await server.stop();
    }),
  );

  // Spec: ID-UNAVAILABLE
  it('refuses with 503 while the database is down and no id is in memory, and goes on when it is back', async () => {
    const ailment = healthy();
    await idTrial(async ({ world, start, connect }) => {
      const host = world.host('id1');
      const server = await start(host);
      const peer = await connect(host);
      expect(await peer.get('known')).toBe(0n);
      ailment.down = true;
      expect(await peer.get('known')).toBe(1n);
      expect(await peer.get('unknown')).toBe(-503n);
      ailment.down = false;
      expect(await peer.get('unknown')).toBe(0n);
      await server.stop();
    }, ailment);
  });

  it('lets a request that waits for the database end before it stops', () =>
    idTrial(
      async ({ world, start, connect }) => {
        const host = world.host('id1');
        const server = await start(host);
        const peer = await connect(host);
        const asked = peer.get('../data');
        await world.sleep(10);
        await server.stop();
        expect(await asked).toBe(0n);
        expect(host.open).toEqual([]);
      },
      { ...healthy(), latencyMaxMs: 2000 },
    ));
});
