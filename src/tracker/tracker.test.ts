import { describe, expect, it } from 'vitest';
import { SimRouteStore } from '../../sim/database/simRouteStore.ts';
import { ailingStore, healthy } from '../../test/database/faults.ts';
import { TrackerPeer } from '../../test/tracker/trackerPeer.ts';
import { TRIAL_TRACKER, trackerTrial } from '../../test/tracker/trackerTrial.ts';
import { MemoryCache } from '../cache/memory/memoryCache.ts';
import { startTracker } from './tracker.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

describe('the states of storages over time', () => {
  // Spec: TRACKER-STATES
  it('go from ONLINE with the JOIN to ACTIVE with the BEAT, to OFFLINE in silence and back with a BEAT', () =>
    trackerTrial(async ({ world, connect }) => {
      const storage = await connect();
      const client = await connect();
      await storage.join();
      expect(await client.states()).toEqual({ storage1: 'ONLINE' });
      await storage.beat();
      expect(await client.states()).toEqual({ storage1: 'ACTIVE' });
      await world.sleep(119_000);
      expect(await client.states()).toEqual({ storage1: 'ACTIVE' });
      await world.sleep(2000);
      expect(await client.states()).toEqual({ storage1: 'OFFLINE' });
      await storage.beat();
      expect(await client.states()).toEqual({ storage1: 'ACTIVE' });
    }));

  // Spec: TRACKER-MONOTONIC
  it('stay as they are when the wall clock jumps a year, either way', () =>
    trackerTrial(async ({ world, host, connect }) => {
      const storage = await connect();
      const silent = await connect();
      const client = await connect();
      await storage.appear();
      await silent.appear({ hostname: 'storage2' });
      for (const jumpMs of [YEAR_MS, -2 * YEAR_MS]) {
        host.clockJump(jumpMs);
        await storage.beat();
        await silent.beat('group001', 'storage2');
        await world.sleep(110_000);
        expect(await client.states()).toEqual({ storage1: 'ACTIVE', storage2: 'ACTIVE' });
        expect((await client.saddrs()).addresses).toHaveLength(2);
        host.clockJump(-jumpMs);
        await world.sleep(5000);
        expect(await client.states()).toEqual({ storage1: 'ACTIVE', storage2: 'ACTIVE' });
      }
      await world.sleep(6000);
      host.clockJump(-YEAR_MS);
      expect(await client.states()).toEqual({ storage1: 'OFFLINE', storage2: 'OFFLINE' });
      expect(await client.askSaddrs()).toMatchObject({ errorNumber: 503 });
    }));

  it('are logged, each change once and when it happens', () =>
    trackerTrial(async ({ world, host, connect }) => {
      const storage = await connect();
      await storage.appear();
      const silentMs = world.nowMs;
      await world.sleep(400_000);
      await storage.beat();
      await storage.beat();
      await world.sleep(1000);
      expect(host.logged('storage state').map(({ from, to }) => [from, to])).toEqual([
        ['unknown', 'ONLINE'],
        ['ONLINE', 'ACTIVE'],
        ['ACTIVE', 'OFFLINE'],
        ['OFFLINE', 'ACTIVE'],
      ]);
      await world.sleep(200_000);
      expect(host.logged('storage state').at(-1)).toMatchObject({ from: 'ACTIVE', to: 'OFFLINE' });
      const offline = host.lines.find((line) => line.fields.to === 'OFFLINE');
      expect((offline?.atMs ?? 0) - silentMs).toBeGreaterThan(119_990);
      expect((offline?.atMs ?? 0) - silentMs).toBeLessThan(120_110);
    }));

  // Spec: TRACKER-RELEARN
  it('are learnt again after a restart from the storages that join', () =>
    trackerTrial(async ({ world, host, routes, tracker, cache, connect }) => {
      const machine = world.host('storage1');
      await (await connect(machine)).appear();
      const client = world.host('client');
      const before = await (await connect(client)).saddrs();
      await tracker.stop();
      host.crash();
      const again = host.reboot();
      const second = await startTracker(again, TRIAL_TRACKER, { routes, cache });
      const asked = await TrackerPeer.connect(client, { host: again.ip, port: 21000 });
      expect(await asked.states()).toEqual({});
      expect(await asked.askSaddrs()).toMatchObject({ errorNumber: 503 });
      await (await TrackerPeer.connect(machine, { host: again.ip, port: 21000 })).appear();
      expect(await asked.saddrs()).toEqual(before);
      await second.stop();
    }));
});

describe('a tracker that is told to stop', () => {
  it('answers who waits for the database', async () => {
    const ailment = { ...healthy(), latencyMaxMs: 1000 };
    await trackerTrial(
      async ({ world, host, tracker, connect }) => {
        await (await connect()).appear();
        const client = await connect();
        const asked = client.saddrs();
        await world.sleep(10);
        await tracker.stop();
        expect((await asked).group).toBe('group001');
        expect(host.open).toEqual([]);
      },
      { routes: (world) => ailingStore(new SimRouteStore(['group001']), ailment, world) },
    );
  });

  it('does nothing any more once it has stopped', async () => {
    const ailment = { ...healthy(), latencyMaxMs: 1000 };
    await trackerTrial(
      async ({ world, host, tracker, connect }) => {
        await (await connect()).appear({ group: 'elsewhere' });
        await tracker.stop();
        const lines = host.lines.length;
        await world.sleep(10_000);
        expect(host.lines.length).toBe(lines);
        expect(host.logged('group is not in the database')).toEqual([{ group: 'elsewhere' }]);
      },
      { routes: (world) => ailingStore(new SimRouteStore(['group001']), ailment, world) },
    );
  });

  it('does not start when its address is taken', () =>
    trackerTrial(async ({ host }) => {
      const parts = { routes: new SimRouteStore([]), cache: new MemoryCache(host.clock) };
      await expect(startTracker(host, TRIAL_TRACKER, parts)).rejects.toThrow('the port is in use');
      expect(host.pendingTimers).toBe(1);
    }));
});
