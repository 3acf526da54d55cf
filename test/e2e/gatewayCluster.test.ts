import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot, StorageView } from '../../src/http/cluster/snapshot.ts';
import { freePort } from '../services/freePort.ts';
import { Cluster } from './cluster.ts';
import { EventStream } from './eventStream.ts';
import { run } from './program.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { startUp } from './up.ts';

const CHECK_ACTIVE_INTERVAL_MS = 5_000;
/** Milliseconds beyond the check interval: one beat of the storage, one look of the gateway, a machine that is busy. */
const SLACK_MS = 10_000;

const storagesOf = (snapshot: ClusterSnapshot): readonly StorageView[] =>
  snapshot.groups.flatMap(({ storages }) => storages);
const stateOf = (snapshot: ClusterSnapshot, hostname: string): string | undefined =>
  storagesOf(snapshot).find((storage) => storage.hostname === hostname)?.state;

describe('the cluster, live', () => {
  // Spec: HTTP-CLUSTER, HTTP-CLUSTER-LIVE
  it('shows a storage that is killed as OFFLINE within the check interval, its load before, and that it is back', async () => {
    await using folder = await temporaryFolder();
    const watch = `127.0.0.1:${await freePort()}`;
    const cluster = await Cluster.start(
      folder.path,
      {},
      { storage1: { tnv_watch_addr: watch }, http: { tnv_watch_addrs: watch } },
    );
    try {
      await using events = await EventStream.open(`${cluster.http}/api/cluster/events`);
      const loaded = await events.until<ClusterSnapshot>((snapshot) =>
        storagesOf(snapshot).some(({ load }) => load !== null),
      );
      expect(storagesOf(loaded)).toMatchObject([
        { hostname: 'storage1', address: cluster.storages.storage1, state: 'ACTIVE', load: { requestsPerSecond: 0 } },
        { hostname: 'storage2', address: cluster.storages.storage2, state: 'ACTIVE', load: null },
      ]);
      expect(loaded.trackers).toEqual([{ address: cluster.tracker, reachable: true }]);

      await cluster.kill('storage1');
      const killedMs = performance.now();
      await events.until<ClusterSnapshot>((snapshot) => stateOf(snapshot, 'storage1') === 'OFFLINE');
      expect(performance.now() - killedMs).toBeLessThan(CHECK_ACTIVE_INTERVAL_MS + SLACK_MS);
      await cluster.run('storage1');
      await events.until<ClusterSnapshot>((snapshot) => stateOf(snapshot, 'storage1') === 'ACTIVE');

      await cluster.kill('tracker');
      const alone = await events.until<ClusterSnapshot>((snapshot) => snapshot.trackers[0]?.reachable === false);
      expect(alone.trackers[0]?.why).toContain(cluster.tracker);
    } finally {
      await cluster.stop();
    }
  });

  // Spec: HTTP-CLUSTER-LIVE, OPS-STOP
  it('of the whole system on one machine tells the load of each part, and ends with it at once', async () => {
    await using folder = await temporaryFolder();
    const up = await startUp(join(folder.path, 'data'));
    const streams = await Promise.all(
      Array.from({ length: 20 }, () => EventStream.open(`${up.http}/api/cluster/events`)),
    );
    const [first] = streams;
    const url = `${up.http}/files/${up.files[0]}`;
    let isSeen = false;
    // What was read before the first look at a daemon is no load of it.
    const reading = (async () => {
      while (!isSeen) await (await fetch(url)).arrayBuffer();
    })();
    const busy = await first
      ?.until<ClusterSnapshot>((snapshot) =>
        storagesOf(snapshot).some(({ load }) => (load?.bytesPerSecond ?? 0) > 1000),
      )
      .finally(() => {
        isSeen = true;
      });
    await reading;
    expect(busy?.gateway.viewers).toBe(20);
    expect(busy?.ids).toEqual([{ address: up.id, reachable: true }]);
    expect(await (await fetch(`${up.http}/api/about`)).json()).toMatchObject({
      write: { allowed: true, needsToken: false },
      cluster: true,
    });
    expect((await fetch(`${up.watch}/health`)).status).toBe(200);

    const stopMs = performance.now();
    const [ended] = await Promise.all([
      up.program.interrupt(),
      ...streams.map((stream) => stream.ended().catch(() => undefined)),
    ]);
    expect(ended.code).toBe(0);
    expect(performance.now() - stopMs).toBeLessThan(8_000);
  });
});

// Spec: HTTP-LINKS
describe('tnv link', () => {
  const KEY = 'a key that nobody guesses';

  it('prints a link that plays one file of a gateway where reading is restricted', async () => {
    await using folder = await temporaryFolder();
    const cluster = await Cluster.start(folder.path, {}, { http: { tnv_link_key: KEY } });
    const config = join(folder.path, 'etc/http.cfg');
    try {
      for (const id of ['one', 'two']) {
        const file = join(folder.path, id);
        writeFileSync(file, `content of ${id}`);
        await run(['client', cluster.tracker, 'upload', 'tnvideo', 'tnv001', file, id]);
      }
      const uploaded = JSON.parse(
        (await run(['client', cluster.tracker, 'list', 'tnvideo', 'tnv001', '--json'])).stdout,
      ) as { files: { fileid: string; name: string }[] };
      const idOf = (name: string) => uploaded.files.find((file) => file.name === name)?.fileid ?? name;
      const { code, stdout } = await run(['link', idOf('one'), '-c', config, '--for', '1h', '--base', cluster.http]);
      expect(code).toBe(0);
      const link = stdout.trim();
      expect(await (await fetch(link)).text()).toBe('content of one');
      expect((await fetch(link.replace(idOf('one'), idOf('two')))).status).toBe(403);
      expect((await fetch(link.replace(/.$/, (digit) => (digit === 'a' ? 'b' : 'a')))).status).toBe(403);
      expect((await fetch(`${cluster.http}/files/${idOf('one')}`)).status).toBe(403);
    } finally {
      await cluster.stop();
    }
  });

  it('says what is missing', async () => {
    await using folder = await temporaryFolder();
    const config = join(folder.path, 'http.cfg');
    writeFileSync(config, 'service http {\n}\n');
    const without = await run(['link', 'a', '-c', config]);
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('tnv_link_key')]);
    const env = { TNV_LINK_KEY: KEY };
    expect((await run(['link', 'a', '-c', config], { env })).stdout).toMatch(
      /^http:\/\/localhost:8080\/files\/a\?expires=\d+&sig=[0-9a-f]{64}$/,
    );
    expect((await run(['link', 'a', '-c', config, '--for', 'ever'], { env })).code).toBe(2);
    expect((await run(['link', 'a'])).code).toBe(2);
  });
});
