import { SimRouteStore } from '../../sim/database/simRouteStore.ts';
import type { SimHost } from '../../sim/host/simHost.ts';
import { World } from '../../sim/world.ts';
import type { Cache } from '../../src/cache/cache.ts';
import { MemoryCache } from '../../src/cache/memory/memoryCache.ts';
import type { Daemon } from '../../src/server/daemon.ts';
import type { RouteStore } from '../../src/store/routeStore.ts';
import { startTracker } from '../../src/tracker/tracker.ts';
import type { TrackerConfig } from '../../src/tracker/trackerConfig.ts';
import { TRIAL_LIMITS } from '../server/trial.ts';
import { TrackerPeer } from './trackerPeer.ts';

export const TRIAL_TRACKER: TrackerConfig = {
  listen: { host: '0.0.0.0', port: 21000 },
  limits: { ...TRIAL_LIMITS, idleTimeoutMs: 1_000_000_000 },
  appids: ['tnvideo', 'other'],
  checkActiveIntervalMs: 120_000,
  keyTimeoutSeconds: 60,
  storagesMax: 1000,
};

/** A world with a tracker. */
export interface TrackerTrial {
  readonly world: World;
  /** The machine of the tracker. */
  readonly host: SimHost;
  readonly tracker: Daemon;
  readonly routes: RouteStore;
  readonly cache: Cache;
  /** A new connection to the tracker from this machine; from one of its own unless told. */
  connect(from?: SimHost): Promise<TrackerPeer>;
}

/** How a trial differs from the usual one. */
export interface TrackerTrialOptions {
  readonly seed?: number;
  readonly config?: Partial<TrackerConfig>;
  readonly routes?: (world: World) => RouteStore;
  readonly cache?: (world: World, host: SimHost) => Cache;
}

/** Runs `body` in virtual time beside a tracker. Afterwards stops it, unless
 * its process has crashed, and fails if anything of it is left. */
export async function trackerTrial(
  body: (trial: TrackerTrial) => Promise<void>,
  options: TrackerTrialOptions = {},
): Promise<void> {
  const world = new World(options.seed ?? 1, { runMaxMs: 10 * 365 * 24 * 3_600_000 });
  const host = world.host('tracker1');
  const routes = options.routes?.(world) ?? new SimRouteStore(['group001', 'group002']);
  const cache = options.cache?.(world, host) ?? new MemoryCache(host.clock);
  await world.run(async () => {
    const tracker = await startTracker(host, { ...TRIAL_TRACKER, ...options.config }, { routes, cache });
    let count = 0;
    const connect = (from = world.host(`machine${++count}`)): Promise<TrackerPeer> =>
      TrackerPeer.connect(from, { host: host.ip, port: 21000 });
    await body({ world, host, tracker, routes, cache, connect });
    if (!host.alive) return;
    await tracker.stop();
    if (host.open.length > 0) throw new Error(`the tracker left behind: ${host.open.join(', ')}`);
  });
}
