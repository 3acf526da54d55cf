import { MemoryCache } from '../../src/cache/memory/memoryCache.ts';
import type { Daemon } from '../../src/server/daemon.ts';
import { joinTrackers, type TrackerLinks } from '../../src/storage/trackerLinks.ts';
import { startTracker } from '../../src/tracker/tracker.ts';
import { SimRouteStore } from '../database/simRouteStore.ts';
import type { SimHost } from '../host/simHost.ts';
import { World } from '../world.ts';

/** What is usual on a real site. */
const HEART_BEAT_MS = 10_000;
const CHECK_ACTIVE_MS = 120_000;
const PORT = 21_000;
const GROUP_SIZE = 10;

/** Two trackers, and many storages that have joined both; only the storages' links run, the rest of them would stand idle. */
export class StorageCrowd {
  readonly world: World;
  readonly count: number;
  readonly #routes: SimRouteStore;
  readonly #trackers: { host: SimHost; daemon: Daemon }[] = [];
  readonly #links: TrackerLinks[] = [];

  constructor(seed: number, count: number) {
    this.world = new World(seed, { runMaxMs: 3_600_000, logLinesMax: 10 * count });
    this.count = count;
    this.#routes = new SimRouteStore(Array.from({ length: count / GROUP_SIZE }, (_, at) => `group${at}`));
  }

  /** Starts the trackers, then all storages within one heartbeat interval; resolves when they have joined both. */
  async start(): Promise<void> {
    for (const name of ['tracker1', 'tracker2']) {
      const host = this.world.host(name);
      this.#trackers.push({ host, daemon: await this.#run(host) });
    }
    const trackers = this.#trackers.map(({ host }) => ({ host: host.ip, port: PORT }));
    for (let at = 0; at < this.count; at++) {
      const host = this.world.host(`storage${at}`);
      const address = { host: host.ip, port: 23_000 };
      const config = {
        ...{ listen: address, limits: LIMITS, group: `group${Math.floor(at / GROUP_SIZE)}` },
        storePaths: [{ text: '../data', folder: '/data' }] as const,
        ...{ trackers, idServers: [], heartBeatIntervalMs: HEART_BEAT_MS, keyTimeoutSeconds: 60 },
      };
      this.#links.push(joinTrackers(host, config, address, host.clock.wallMs()));
      await this.world.sleep(HEART_BEAT_MS / this.count);
    }
    await this.world.sleep(HEART_BEAT_MS);
  }

  /** Moments, in milliseconds of the world, at which storages became ACTIVE at a tracker's newest process. */
  joinsAt(tracker: number): number[] {
    const lines = this.#trackers[tracker]?.host.lines ?? [];
    return lines
      .filter(({ event, fields }) => event === 'storage state' && fields.to === 'ACTIVE')
      .map(({ atMs }) => atMs);
  }

  /** How many storages a tracker's newest process has taken for OFFLINE. */
  lostAt(tracker: number): number {
    const lines = this.#trackers[tracker]?.host.lines ?? [];
    return lines.filter(({ event, fields }) => event === 'storage state' && fields.to === 'OFFLINE').length;
  }

  /** Ends a tracker without a warning and starts it anew after `awayMs`; resolves to when it listens again. */
  async restart(tracker: number, awayMs: number): Promise<number> {
    const which = this.#trackers[tracker];
    if (which === undefined) throw new Error(`there is no tracker ${tracker}`);
    which.host.crash();
    await this.world.sleep(awayMs);
    which.host = which.host.reboot();
    which.daemon = await this.#run(which.host);
    return this.world.nowMs;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#links.map((links) => links.leave()));
    await Promise.all(this.#trackers.map(({ daemon }) => daemon.stop()));
    await this.world.settled();
  }

  #run(host: SimHost): Promise<Daemon> {
    const config = {
      ...{ listen: { host: host.ip, port: PORT }, limits: LIMITS, appids: ['tnvideo'] },
      ...{ checkActiveIntervalMs: CHECK_ACTIVE_MS, keyTimeoutSeconds: 60, storagesMax: 10_000 },
    };
    return startTracker(host, config, { routes: this.#routes, cache: new MemoryCache(host.clock) });
  }
}

const LIMITS = { connectionsMax: 10_000, idleTimeoutMs: 60_000, requestTimeoutMs: 10_000 };

/** The most moments that lie within `windowMs` of each other. */
export function peak(momentsMs: readonly number[], windowMs: number): number {
  const sorted = momentsMs.toSorted((a, b) => a - b);
  let from = 0;
  let most = 0;
  for (const [at, moment] of sorted.entries()) {
    while (moment - (sorted[from] ?? moment) >= windowMs) from++;
    most = Math.max(most, at - from + 1);
  }
  return most;
}
