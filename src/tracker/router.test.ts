import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimRouteStore } from '../../sim/database/simRouteStore.ts';
import { World } from '../../sim/world.ts';
import { ailingCache, ailingStore, healthy } from '../../test/database/faults.ts';
import { TrackerPeer } from '../../test/tracker/trackerPeer.ts';
import { TRIAL_TRACKER, trackerTrial } from '../../test/tracker/trackerTrial.ts';
import { MemoryCache } from '../cache/memory/memoryCache.ts';
import { startTracker } from './tracker.ts';

const GROUPS = ['group001', 'group002', 'group003'];

describe('the route of a user', () => {
  // Spec: ROUTE-STABLE
  it('is one group for ever, also when two trackers are asked at once for a user nobody has seen', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 30 }), async (seed, latencyMaxMs) => {
        const world = new World(seed);
        const ailment = { ...healthy(), latencyMaxMs };
        const routes = ailingStore(new SimRouteStore(GROUPS), ailment, world);
        await world.run(async () => {
          const hosts = [world.host('tracker1'), world.host('tracker2')];
          const cache = new MemoryCache(world.host('cache').clock);
          const trackers = await Promise.all(hosts.map((host) => startTracker(host, TRIAL_TRACKER, { routes, cache })));
          const addresses = hosts.map((host) => ({ host: host.ip, port: 21000 }));
          const machine = world.host('machine');
          for (const address of addresses) {
            const storages = await TrackerPeer.connect(machine, address);
            for (const [index, group] of GROUPS.entries()) await storages.appear({ group, port: 1 + index });
          }
          const users = Array.from({ length: 10 }, (_, index) => `user${index}`);
          const ask = async (user: string): Promise<string> => {
            const address = addresses[world.prng.below(2)] ?? { host: 'nowhere', port: 1 };
            const client = await TrackerPeer.connect(machine, address);
            const { group } = await client.saddrs(user);
            await client.raw.leave();
            return group;
          };
          for (const user of users) {
            const groups = await Promise.all(Array.from({ length: 6 }, () => ask(user)));
            expect(new Set(groups).size).toBe(1);
            expect(groups[0]).toBe(await routes.groupOf(user));
          }
          for (const tracker of trackers) await tracker.stop();
        });
      }),
      { numRuns: 15 },
    ));

  // Spec: ROUTE-FIRST, ROUTE-FIRST-ACTIVE, DB-GROUPS
  it('is drawn among the groups of the database that have an ACTIVE storage, and each gets its share', () =>
    trackerTrial(
      async ({ world, connect }) => {
        const machine = world.host('machine');
        const storage = await connect(machine);
        await storage.appear({ group: 'group001', port: 1 });
        await storage.appear({ group: 'group003', port: 3 });
        await storage.join({ group: 'group002', port: 2 });
        await storage.appear({ group: 'private', port: 4 });
        const counts: Record<string, number> = {};
        for (let user = 0; user < 100; user++) {
          const { group } = await storage.saddrs(`user${user}`);
          counts[group] = (counts[group] ?? 0) + 1;
        }
        expect(Object.keys(counts).sort()).toEqual(['group001', 'group003']);
        expect(Math.min(...Object.values(counts))).toBeGreaterThan(25);
      },
      { routes: () => new SimRouteStore(GROUPS) },
    ));

  // Spec: ROUTE-CACHE
  it('comes from the cache for as long as it is kept there, then from the database', async () => {
    const ailment = healthy();
    await trackerTrial(
      async ({ world, cache, connect }) => {
        const peer = await connect();
        await peer.appear();
        await peer.saddrs();
        expect(await cache.get('tracker:userid:tnv001')).toBe('group001');
        ailment.calls = 0;
        await peer.saddrs();
        expect(ailment.calls).toBe(0);
        await world.sleep(61_000);
        expect(await cache.get('tracker:userid:tnv001')).toBeUndefined();
        await peer.saddrs();
        expect(ailment.calls).toBe(1);
        expect(await cache.get('tracker:userid:tnv001')).toBe('group001');
      },
      { routes: (world) => ailingStore(new SimRouteStore(['group001']), ailment, world) },
    );
  });

  // Spec: ROUTE-CACHE, CACHE-KEYS
  it('may have been put into the cache by another tracker', () =>
    trackerTrial(async ({ cache, connect }) => {
      const peer = await connect();
      await peer.appear();
      await peer.appear({ group: 'group002', port: 23001 });
      for (const group of ['group002', 'group001']) {
        await cache.set('tracker:userid:tnv001', group, 60);
        expect((await peer.saddrs()).group).toBe(group);
      }
    }));

  it.each(['', 'a name that is much too long for a group', 'NUL\0'])('is not taken from the cache as %j', (text) =>
    trackerTrial(async ({ cache, connect }) => {
      const peer = await connect();
      await peer.appear();
      await cache.set('tracker:userid:tnv001', text, 60);
      expect((await peer.saddrs()).group).toBe('group001');
      expect(await cache.get('tracker:userid:tnv001')).toBe('group001');
    }),
  );

  // Spec: CACHE-ADVISORY
  it('is found without the cache, and with it again when it is back', async () => {
    const ailment = healthy();
    await trackerTrial(
      async ({ world, host, cache, connect }) => {
        const peer = await connect();
        await peer.appear();
        ailment.down = true;
        for (let count = 0; count < 20; count++) expect((await peer.saddrs()).group).toBe('group001');
        expect(host.logged('cache lost').length).toBe(1);
        ailment.down = false;
        await world.sleep(10_000);
        await peer.saddrs();
        await peer.saddrs();
        expect(host.logged('cache back').length).toBe(1);
        expect(await cache.get('tracker:userid:tnv001')).toBe('group001');
      },
      { cache: (world, host) => ailingCache(new MemoryCache(host.clock), ailment, world) },
    );
  });

  it('cannot be had while the database is down, unless the cache has it; it can when the database is back', async () => {
    const ailment = healthy();
    await trackerTrial(
      async ({ connect }) => {
        const peer = await connect();
        await peer.appear();
        await peer.saddrs('known');
        ailment.down = true;
        expect((await peer.askSaddrs('known')).errorNumber).toBe(0);
        expect(await peer.askSaddrs('unknown')).toMatchObject({
          errorNumber: 503,
          why: '[tracker1] the database failed: the server has gone away',
        });
        expect(await peer.states()).toEqual({ storage1: 'ACTIVE' });
        ailment.down = false;
        expect((await peer.saddrs('unknown')).group).toBe('group001');
      },
      { routes: (world) => ailingStore(new SimRouteStore(['group001']), ailment, world) },
    );
  });

  // Spec: DB-UNKNOWN, ROUTE-STABLE
  it('is asked for again after the answer of the database was lost, and is the one that was recorded', async () => {
    const ailment = healthy();
    const store = new SimRouteStore(GROUPS);
    await trackerTrial(
      async ({ connect }) => {
        const peer = await connect();
        for (const [index, group] of GROUPS.entries()) await peer.appear({ group, port: 1 + index });
        for (let user = 0; user < 20; user++) {
          ailment.losesAnswers = true;
          expect((await peer.askSaddrs(`user${user}`)).errorNumber).toBe(503);
          ailment.losesAnswers = false;
          const recorded = await store.groupOf(`user${user}`);
          const { group } = await peer.saddrs(`user${user}`);
          if (recorded !== undefined) expect(group).toBe(recorded);
        }
      },
      { routes: (world) => ailingStore(store, ailment, world) },
    );
  });
});
