import { describe, expect, it } from 'vitest';
import type { SimHost } from '../../sim/host/simHost.ts';
import { fileOf, type TestSite, withSite } from '../../test/storage/testSite.ts';
import { exchange } from '../client/exchange.ts';
import { Pool } from '../client/pool.ts';
import type { BeatRequest } from '../protocol/beat.ts';
import { decodeBeatRequest } from '../protocol/beat.ts';
import { Command, ReplyCommand } from '../protocol/command.ts';
import { decodeGroupsReply, encodeGroupsRequest } from '../protocol/groups.ts';
import { type ParsedStorage, parseGroupsText } from '../protocol/groupsText.ts';
import { decodeJoinRequest, type JoinRequest } from '../protocol/join.ts';
import { successPacket } from '../protocol/packet.ts';
import { TnvError } from '../protocol/tnvError.ts';
import type { Server } from '../server/daemon.ts';
import { startServer } from '../server/server.ts';

const INTERVAL_MS = 10_000;

/** The storages that the site's tracker knows. */
async function storagesOf(site: TestSite): Promise<ParsedStorage[]> {
  const pool = new Pool(site.client, {
    connectTimeoutMs: 1_000,
    requestTimeoutMs: 1_000,
    idleTimeoutMs: 1_000,
    idleMax: 1,
  });
  const question = {
    packet: encodeGroupsRequest(),
    replyCommand: ReplyCommand.tracker,
    replyBodyMax: 100_000,
    decode: decodeGroupsReply,
  };
  const text = await exchange(pool, { host: site.tracker.ip, port: 21_000 }, question, 1_000);
  await pool.close();
  return parseGroupsText(text).flatMap(({ storages }) => storages);
}

/** A tracker that writes down what it hears, and refuses while `refusing`. */
class FakeTracker {
  readonly joins: { atMs: number; request: JoinRequest; connection: object }[] = [];
  readonly beats: { atMs: number; request: BeatRequest; connection: object }[] = [];
  refusing = false;

  start(site: TestSite, host: SimHost): Promise<Server> {
    const hear = <T>(list: { atMs: number; request: T; connection: object }[], request: T, connection: object) => {
      list.push({ atMs: site.world.nowMs, request, connection });
      if (this.refusing) throw new TnvError(503, 'not now');
      return successPacket(ReplyCommand.tracker, 0);
    };
    return startServer(host, {
      address: { host: '0.0.0.0', port: 21_000 },
      limits: { connectionsMax: 100, idleTimeoutMs: 60_000, requestTimeoutMs: 5_000 },
      replyCommand: ReplyCommand.tracker,
      commands: [
        {
          kind: 'small',
          name: 'JOIN',
          code: Command.join,
          bodySizes: [171, 171],
          answer: (body, { connection }) => hear(this.joins, decodeJoinRequest(body), connection),
        },
        {
          kind: 'small',
          name: 'BEAT',
          code: Command.beat,
          bodySizes: [146, 146],
          answer: (body, { connection }) => hear(this.beats, decodeBeatRequest(body), connection),
        },
      ],
    });
  }
}

/** Runs `body` with a storage that joins a fake tracker. */
function withFake(body: (site: TestSite, host: SimHost, fake: FakeTracker, fakeHost: SimHost) => Promise<void>) {
  return withSite(async (site) => {
    const fake = new FakeTracker();
    const fakeHost = site.machine('fake');
    const daemon = await fake.start(site, fakeHost);
    const host = site.machine('storage1');
    await site.startStorage(host, { trackers: [{ host: fakeHost.ip, port: 21_000 }] });
    await body(site, host, fake, fakeHost);
    if (fakeHost.alive) await daemon.stop();
  });
}

describe('the link to a tracker', () => {
  // Spec: STORAGE-LINK, STORAGE-ONE-CONNECTION
  it('joins with what the storage is, beats at once, and then once an interval on the same connection', () =>
    withFake(async (site, host, fake) => {
      const startTime = BigInt(Math.floor(host.clock.wallMs() / 1000));
      await site.world.sleep(10 * INTERVAL_MS + 500);
      expect(fake.joins.map(({ request }) => request)).toEqual([
        { version: '0.1.0', group: 'group001', hostname: 'storage1', port: 23_000, startTime, joinTime: startTime },
      ]);
      expect(fake.beats).toHaveLength(11);
      const [first] = fake.beats;
      expect((first?.atMs ?? 0) - (fake.joins[0]?.atMs ?? 0)).toBeLessThan(20);
      fake.beats.forEach(({ atMs, request, connection }, i) => {
        expect(request).toEqual({ group: 'group001', hostname: 'storage1' });
        expect(connection).toBe(fake.joins[0]?.connection);
        expect(atMs - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(i * INTERVAL_MS);
        expect(atMs - (first?.atMs ?? 0)).toBeLessThan(i * INTERVAL_MS + 200);
      });
      expect(host.logged('joined')).toHaveLength(1);
    }));

  it('tells the port that is really listened at', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      const daemon = await site.startStorage(host, { listen: { host: host.ip, port: 0 } });
      expect(daemon.address.port).toBeGreaterThan(0);
      await site.world.sleep(100);
      expect(await storagesOf(site)).toMatchObject([
        { hostname: 'storage1', address: `${host.ip}:${daemon.address.port}`, state: 'ACTIVE' },
      ]);
      const caller = await site.call(host, daemon.address.port);
      expect(await caller.filesize(fileOf('f1'))).toMatchObject({ errorNumber: 404 });
    }));

  it.each(['reset', 'closed', 'silent'] as const)(
    'makes the storage active again within an interval when the tracker restarts (its connections: %s)',
    (connections) =>
      withSite(async (site) => {
        const host = site.machine('storage1');
        await site.startStorage(host);
        await site.world.sleep(3_000);
        site.tracker.crash({ connections });
        await site.world.sleep(35_000);
        const again = site.tracker.reboot();
        await site.startTracker(again);
        await site.world.sleep(INTERVAL_MS);
        expect(await storagesOf(site)).toMatchObject([{ hostname: 'storage1', state: 'ACTIVE' }]);
        expect(host.logged('tracker lost')).toHaveLength(1);
        expect(host.logged('joined')).toHaveLength(2);
        await site.stop(again);
      }),
  );

  // Spec: STORAGE-LINK, STORAGE-BACKOFF
  it('joins again when it is refused, with pauses up to half the interval, and tells it once', () =>
    withFake(async (site, host, fake, fakeHost) => {
      await site.world.sleep(INTERVAL_MS + 500);
      fake.refusing = true;
      await site.world.sleep(10 * INTERVAL_MS);
      const tries = fake.joins.map(({ atMs }) => atMs);
      const pauses = tries.slice(1).map((atMs, i) => atMs - (tries[i] ?? 0));
      expect(Math.max(...pauses.slice(3))).toBeLessThan(INTERVAL_MS / 2 + 100);
      expect(tries.length).toBeLessThan(45);
      expect(host.logged('tracker lost')).toEqual([
        expect.objectContaining({ error: expect.objectContaining({ message: '[fake] not now' }) }),
      ]);
      fake.refusing = false;
      const beats = fake.beats.length;
      await site.world.sleep(INTERVAL_MS / 2 + 100);
      expect(fake.beats.length).toBeGreaterThan(beats);
      expect(host.logged('joined')).toHaveLength(2);
      await site.world.sleep(INTERVAL_MS + 500);
      const joins = fake.joins.length;
      site.world.network.cut(fakeHost);
      await site.world.sleep(500);
      expect(fake.joins).toHaveLength(joins + 1);
    }));

  it('does not storm a tracker that ends every connection after the join', () =>
    withFake(async (site, host, fake, fakeHost) => {
      await site.world.sleep(100);
      const cutter = setCutter(site, fake, fakeHost);
      await site.world.sleep(10 * INTERVAL_MS);
      cutter.stop = true;
      expect(fake.joins.length).toBeGreaterThan(10);
      expect(fake.joins.length).toBeLessThan(40);
      expect(host.openSockets).toBeLessThanOrEqual(2);
    }));

  // Spec: STORAGE-LINK
  it('notices at once when the tracker ends the connection', () =>
    withFake(async (site, _, fake, fakeHost) => {
      await site.world.sleep(1_000);
      site.world.network.cut(fakeHost);
      await site.world.sleep(1_000);
      expect(fake.joins).toHaveLength(2);
    }));

  // Spec: STORAGE-LINK
  it('to one tracker does not mind that another one is away or hangs', () =>
    withSite(async (site) => {
      const [gone, hanging] = [site.machine('gone'), site.machine('hanging')];
      hanging.incoming = 'hang';
      const host = site.machine('storage1');
      const trackers = [gone, hanging, site.tracker].map(({ ip }) => ({ host: ip, port: 21_000 }));
      await site.startStorage(host, { trackers });
      await site.world.sleep(100);
      expect(await storagesOf(site)).toMatchObject([{ state: 'ACTIVE' }]);
      await site.world.sleep(10 * INTERVAL_MS);
      expect(host.logged('tracker lost')).toHaveLength(2);
    }));

  it('ends at a stop, wherever it is', () =>
    withSite(async (site) => {
      for (const atMs of [0, 0.5, 1, 2, 3, 4, 50, 5_000, 10_001]) {
        const host = site.machine(`storage-${atMs}`);
        const hanging = site.machine(`hanging-${atMs}`);
        hanging.incoming = 'hang';
        const trackers = [site.tracker, hanging].map(({ ip }) => ({ host: ip, port: 21_000 }));
        await site.startStorage(host, { trackers });
        await site.world.sleep(atMs);
        const stoppedMs = site.world.nowMs;
        await site.stop(host);
        expect(site.world.nowMs - stoppedMs).toBeLessThan(100);
      }
    }));
});

/** Cuts every connection of the tracker right after each join. */
function setCutter(site: TestSite, fake: FakeTracker, fakeHost: SimHost): { stop: boolean } {
  const cutter = { stop: false };
  const run = async (): Promise<void> => {
    let seen = 0;
    while (!cutter.stop) {
      await site.world.sleep(20);
      if (fake.joins.length > seen) {
        seen = fake.joins.length;
        site.world.network.cut(fakeHost);
      }
    }
  };
  run().catch(() => {});
  return cutter;
}
