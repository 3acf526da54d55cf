import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimRouteStore } from '../../../sim/database/simRouteStore.ts';
import { trackerTrial } from '../../../test/tracker/trackerTrial.ts';

describe('SADDRS', () => {
  // Spec: TRACKER-APPS
  it('is refused with 403 for an application that is not served', () =>
    trackerTrial(async ({ connect }) => {
      const client = await connect();
      await (await connect()).appear();
      expect(await client.askSaddrs('tnv001', 'tnvideo2')).toMatchObject({
        errorNumber: 403,
        why: '[tracker1] application "tnvideo2" is not served here',
      });
      expect((await client.askSaddrs('tnv001', '')).errorNumber).toBe(403);
      expect((await client.askSaddrs('tnv001', 'other')).errorNumber).toBe(0);
    }));

  // Spec: TRACKER-APPS
  it('is refused with 400 without a user', () =>
    trackerTrial(async ({ connect }) => {
      const client = await connect();
      expect(await client.askSaddrs('')).toMatchObject({ errorNumber: 400, why: '[tracker1] the userid is empty' });
    }));

  // Spec: ROUTE-FIRST-ACTIVE, SADDRS-ACTIVE
  it('is refused with 503 for a new user while nobody is ACTIVE, and records nothing', () =>
    trackerTrial(async ({ routes, connect }) => {
      const client = await connect();
      await (await connect()).join();
      expect(await client.askSaddrs()).toMatchObject({
        errorNumber: 503,
        why: '[tracker1] no group has an active storage',
      });
      expect(await routes.groupOf('tnv001')).toBeUndefined();
    }));

  // Spec: ROUTE-STABLE, SADDRS-ACTIVE
  it('is refused with 503 when nobody of the group of the user is ACTIVE, though others are', () =>
    trackerTrial(async ({ routes, connect }) => {
      await routes.assign('tnvideo', 'tnv001', 'group002');
      await (await connect()).appear();
      expect(await (await connect()).askSaddrs()).toMatchObject({
        errorNumber: 503,
        why: '[tracker1] no storage of group "group002" is active',
      });
    }));

  // Spec: SADDRS-ACTIVE
  it('names the ACTIVE ones only', () =>
    trackerTrial(async ({ world, connect }) => {
      const storages = await Promise.all([1, 2, 3].map(() => connect()));
      for (const [index, storage] of storages.entries()) await storage.appear({ hostname: `s${index}` });
      await (await connect()).join({ hostname: 'online' });
      await world.sleep(100_000);
      await storages[1]?.beat('group001', 's1');
      await world.sleep(30_000);
      const client = await connect();
      expect(await client.saddrs()).toEqual({ group: 'group001', addresses: ['10.0.0.3:23000'] });
    }));

  // Spec: SADDRS-ACTIVE, TRACKER-ONE-ADDRESS
  it('names an address once, though two storages gave it', () =>
    trackerTrial(async ({ world, connect }) => {
      const machine = world.host('somewhere');
      const renamed = await connect(machine);
      await renamed.appear({ hostname: 'before' });
      await renamed.appear({ hostname: 'after' });
      await renamed.beat('group001', 'before');
      expect((await renamed.saddrs()).addresses).toEqual([`${machine.ip}:23000`]);
    }));

  // Spec: SADDRS-ACTIVE
  it('names at most three, each once, from a random one on: all of them get their share', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 6 }), async (seed, count) => {
        await trackerTrial(
          async ({ world, connect }) => {
            const machine = world.host('somewhere');
            const all: string[] = [];
            for (let port = 1; port <= count; port++) {
              await (await connect(machine)).appear({ port });
              all.push(`${machine.ip}:${port}`);
            }
            const client = await connect();
            const starts = new Map<string, number>();
            for (let asked = 0; asked < 40 * count; asked++) {
              const { addresses } = await client.saddrs();
              expect(addresses.length).toBe(Math.min(count, 3));
              expect(new Set(addresses).size).toBe(addresses.length);
              const start = all.indexOf(addresses[0] ?? '');
              expect(addresses).toEqual(addresses.map((_, index) => all[(start + index) % count]));
              starts.set(addresses[0] ?? '', (starts.get(addresses[0] ?? '') ?? 0) + 1);
            }
            expect([...starts.keys()].sort()).toEqual([...all].sort());
            expect(Math.min(...starts.values())).toBeGreaterThanOrEqual(10);
          },
          { seed, routes: () => new SimRouteStore(['group001']) },
        );
      }),
      { numRuns: 20 },
    );
  });

  it('takes any user id for what it is', () =>
    trackerTrial(async ({ routes, connect }) => {
      await (await connect()).appear();
      const client = await connect();
      const userids = [`'; DROP TABLE t_router; --`, 'Alice', 'alice', '张三', 'a:b', ' ', '\n', 'x'.repeat(255)];
      for (const userid of userids) {
        expect((await client.saddrs(userid)).group).toBe('group001');
        expect(await routes.groupOf(userid)).toBe('group001');
      }
    }));
});
