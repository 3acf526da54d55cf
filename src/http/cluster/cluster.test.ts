import { describe, expect, it } from 'vitest';
import type { SimHost } from '../../../sim/host/simHost.ts';
import { errorOf, json } from '../../../test/http/apiViewer.ts';
import { HTTP_CONFIG } from '../../../test/http/testGateway.ts';
import { request, Viewer } from '../../../test/http/viewer.ts';
import { type TestSite, withSite } from '../../../test/storage/testSite.ts';
import { MemoryCache } from '../../cache/memory/memoryCache.ts';
import { Client } from '../../client/client.ts';
import { CLIENT_DEFAULTS } from '../../client/clientConfig.ts';
import type { Address } from '../../host/address.ts';
import type { Daemon } from '../../server/daemon.ts';
import { clientLibrary } from '../clientLibrary.ts';
import { startHttp } from '../http.ts';
import type { HttpConfig } from '../httpConfig.ts';
import type { ClusterSnapshot } from './snapshot.ts';

const GONE = { host: '10.9.9.9', port: 21_000 };

interface ClusterSite {
  readonly site: TestSite;
  readonly storages: readonly SimHost[];
  readonly gateway: SimHost;
  readonly daemon: Daemon;
  /** A viewer on the gateway's machine, or on another one. */
  viewer(from?: SimHost): Promise<Viewer>;
}

async function withCluster(
  body: (cluster: ClusterSite) => Promise<void>,
  config: Partial<HttpConfig> & { readonly more?: readonly Address[] } = {},
): Promise<void> {
  const { more = [], ...differing } = config;
  await withSite(async (site) => {
    const storages = site.group('storage1', 'storage2').hosts;
    for (const host of storages) await site.startStorage(host);
    await site.world.sleep(1_000);
    const gateway = site.world.host('gateway');
    const tracker = { host: site.tracker.ip, port: 21_000 };
    const client = new Client(gateway, { ...CLIENT_DEFAULTS, trackers: [tracker] });
    const daemon = await startHttp(
      gateway,
      {
        ...HTTP_CONFIG,
        trackers: [tracker, ...more],
        idServers: [{ host: site.idServer.ip, port: 22_000 }],
        ...differing,
      },
      { client: clientLibrary(client), sessions: new MemoryCache(gateway.clock) },
    );
    const viewers: Viewer[] = [];
    const viewer = async (from = gateway): Promise<Viewer> => {
      const host = from === gateway ? '127.0.0.1' : gateway.ip;
      const one = await Viewer.connect(from, { host, port: daemon.address.port });
      viewers.push(one);
      return one;
    };
    await body({ site, storages, gateway, daemon, viewer });
    for (const one of viewers) one.leave();
    await daemon.stop();
    await client.close();
    expect(gateway.open).toEqual([]);
  });
}

const OWN = { host: 'localhost:8080' } as const;

/** One who follows the events of the cluster. */
class Follower {
  readonly #viewer: Viewer;
  #text = '';
  comments = 0;

  constructor(viewer: Viewer) {
    this.#viewer = viewer;
  }

  static async begin(viewer: Viewer): Promise<Follower> {
    await viewer.send(request('GET', '/api/cluster/events', OWN));
    const head = await viewer.head();
    expect([head.status, head.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    return new Follower(viewer);
  }

  /** The next snapshot. */
  async next(): Promise<ClusterSnapshot> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end < 0) {
        this.#text += await this.#chunk();
        continue;
      }
      const lines = this.#text.slice(0, end).split('\n');
      this.#text = this.#text.slice(end + 2);
      if (lines[0]?.startsWith(':')) this.comments++;
      if (lines[0] === 'event: cluster') return JSON.parse(lines[1]?.slice('data: '.length) ?? '');
    }
  }

  /** The first snapshot, from here on, for which `wanted` holds. */
  async until(wanted: (snapshot: ClusterSnapshot) => boolean): Promise<ClusterSnapshot> {
    for (;;) {
      const snapshot = await this.next();
      if (wanted(snapshot)) return snapshot;
    }
  }

  /** The next piece of the body, which comes in chunks. */
  async #chunk(): Promise<string> {
    let size = '';
    while (!size.endsWith('\r\n')) size += (await this.#viewer.take(1)).toString();
    const bytes = await this.#viewer.take(Number.parseInt(size, 16) + 2);
    if (bytes.length === 2) throw new Error('the events have ended');
    return bytes.subarray(0, -2).toString();
  }
}

const states = (snapshot: ClusterSnapshot): string[] =>
  snapshot.groups.flatMap(({ storages }) => storages.map(({ hostname, state }) => `${hostname} ${state}`));

/** How often the tracker was asked for its groups. */
const polls = (site: TestSite): number =>
  site.tracker.logged('request').filter(({ command }) => command === 'GROUPS').length;

describe('the view of the cluster', () => {
  // Spec: HTTP-CLUSTER
  it('shows trackers, id servers, groups and their storages, and the gateway itself', () =>
    withCluster(
      async ({ site, storages, gateway, viewer }) => {
        const snapshot: ClusterSnapshot = json(await (await viewer()).get('/api/cluster', OWN));
        const [storage] = storages;
        const now = gateway.clock.wallMs();
        expect(snapshot).toMatchObject({
          trackers: [
            { address: `${site.tracker.ip}:21000`, reachable: true },
            { address: '10.9.9.9:21000', reachable: false, why: expect.stringContaining('10.9.9.9') },
          ],
          ids: [{ address: `${site.idServer.ip}:22000`, reachable: true }],
          groups: [
            {
              name: 'group001',
              storages: [
                { hostname: 'storage1', address: `${storage?.ip}:23000`, state: 'ACTIVE', load: null },
                { hostname: 'storage2', state: 'ACTIVE' },
              ],
            },
          ],
          gateway: { hostname: 'gateway', version: '1.2.3', viewers: 0 },
        });
        const beatAt = snapshot.groups[0]?.storages[0]?.beatAt ?? '';
        expect(Math.abs(Date.parse(beatAt) - now)).toBeLessThan(15_000);
        expect(Math.abs(Date.parse(snapshot.at) - now)).toBeLessThan(5_000);
      },
      { more: [GONE] },
    ));

  it('is asked for once a second at most, however often it is shown', () =>
    withCluster(async ({ site, viewer }) => {
      const one = await viewer();
      const others = await Promise.all(Array.from({ length: 20 }, () => viewer()));
      await Promise.all(others.map((other) => other.get('/api/cluster', OWN)));
      for (let i = 0; i < 20; i++) expect((await one.get('/api/cluster', OWN)).status).toBe(200);
      expect(polls(site)).toBe(1);
    }));

  // Spec: HTTP-CLUSTER
  it('is for the own machine and for who has logged in', () =>
    withCluster(
      async ({ site, viewer }) => {
        const stranger = await viewer(site.client);
        expect(errorOf(await stranger.get('/api/cluster', OWN))[0]).toBe(403);
        expect(errorOf(await stranger.get('/api/cluster/events', OWN))[0]).toBe(403);
        expect(errorOf(await (await viewer()).get('/api/cluster', { host: 'evil.example' }))[0]).toBe(403);
        const headers = { ...OWN, authorization: 'Bearer correct-horse' };
        expect((await stranger.get('/api/cluster', headers)).status).toBe(200);
        expect(json(await stranger.get('/api/about', headers)).cluster).toBe(true);
        expect(json(await stranger.get('/api/about', OWN)).cluster).toBe(false);
      },
      { writeToken: 'correct-horse' },
    ));

  it.each([
    ['off', 403, 403],
    ['on', 200, 200],
  ] as const)('is open as it is told to be (%s)', (clusterView, own, elsewhere) =>
    withCluster(
      async ({ site, viewer }) => {
        expect((await (await viewer()).get('/api/cluster', OWN)).status).toBe(own);
        expect((await (await viewer(site.client)).get('/api/cluster', OWN)).status).toBe(elsewhere);
      },
      { clusterView },
    ),
  );
});

describe('whoever watches the cluster', () => {
  // Spec: HTTP-CLUSTER-LIVE
  it('sees a storage die, and come back', () =>
    withCluster(async ({ site, storages, viewer }) => {
      const follower = await Follower.begin(await viewer());
      expect(states(await follower.next())).toEqual(['storage1 ACTIVE', 'storage2 ACTIVE']);
      const diedMs = site.world.nowMs;
      storages[1]?.crash({ connections: 'silent' });
      await follower.until((snapshot) => states(snapshot).includes('storage2 OFFLINE'));
      expect(site.world.nowMs - diedMs).toBeLessThan(125_000);
      const again = storages[1]?.reboot();
      if (again !== undefined) await site.startStorage(again);
      const backMs = site.world.nowMs;
      await follower.until((snapshot) => states(snapshot).includes('storage2 ACTIVE'));
      expect(site.world.nowMs - backMs).toBeLessThan(5_000);
    }));

  // Spec: HTTP-CLUSTER-LIVE
  it('hears nothing while nothing changes, but a comment now and then', () =>
    withCluster(async ({ site, viewer }) => {
      const follower = await Follower.begin(await viewer());
      const first = await follower.next();
      const startMs = site.world.nowMs;
      let events = 0;
      const next = await follower.until((snapshot) => {
        events++;
        return site.world.nowMs - startMs > 60_000 && snapshot !== first;
      });
      expect(next.at).not.toBe(first.at);
      // Heartbeats of two storages, each ten seconds; the gateway's own load.
      expect(events).toBeLessThan(30);
    }));

  // Spec: HTTP-CLUSTER-LIVE
  it('is one of a hundred for whom the trackers are asked once', () =>
    withCluster(async ({ site, viewer }) => {
      const followers = await Promise.all(Array.from({ length: 100 }, async () => Follower.begin(await viewer())));
      await Promise.all(followers.map((one) => one.until((snapshot) => snapshot.gateway.viewers === 100)));
      const before = polls(site);
      const startMs = site.world.nowMs;
      await site.world.sleep(20_000);
      const seconds = (site.world.nowMs - startMs) / 1000;
      expect(polls(site) - before).toBeGreaterThan(seconds / 2);
      expect(polls(site) - before).toBeLessThanOrEqual(seconds + 1);
    }));

  // Spec: HTTP-CLUSTER-LIVE
  it('is the reason to ask: nobody is asked when nobody watches any more', () =>
    withCluster(async ({ site, viewer }) => {
      const one = await viewer();
      const follower = await Follower.begin(one);
      await follower.next();
      one.leave();
      await site.world.sleep(3_000);
      const before = polls(site);
      await site.world.sleep(60_000);
      expect(polls(site)).toBe(before);
      const again = await Follower.begin(await viewer());
      expect(states(await again.next())).toEqual(['storage1 ACTIVE', 'storage2 ACTIVE']);
    }));

  // Spec: HTTP-CLUSTER-LIVE, OPS-STOP
  it('is let go at once when the gateway stops', () =>
    withCluster(async ({ site, daemon, viewer }) => {
      const follower = await Follower.begin(await viewer());
      await follower.next();
      const startMs = site.world.nowMs;
      await daemon.stop();
      expect(site.world.nowMs - startMs).toBeLessThan(1_000);
      await expect(follower.until(() => false)).rejects.toThrow('ended');
    }));

  it('sees a tracker that hangs as away, and the others all the same', () =>
    withCluster(async ({ site, viewer }) => {
      const follower = await Follower.begin(await viewer());
      await follower.next();
      site.tracker.crash({ connections: 'silent' });
      const { trackers, groups } = await follower.until((snapshot) => snapshot.trackers[0]?.reachable === false);
      expect([trackers[0]?.why, groups]).toEqual([expect.any(String), []]);
    }));

  it('hears that all is quiet when there is no news for a while', () =>
    withCluster(
      async ({ viewer }) => {
        const one = await viewer();
        await one.send(request('GET', '/api/cluster/events', OWN));
        await one.head();
        let text = '';
        while (!text.includes('event: quiet')) text += (await one.take(1)).toString();
        expect(text.match(/event: cluster/g)?.length).toBeLessThan(4);
      },
      { trackers: [], idServers: [] },
    ));
});
