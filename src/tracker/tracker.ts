import type { Cache } from '../cache/cache.ts';
import { CautiousCache } from '../cache/cautiousCache.ts';
import type { Connection } from '../host/connection.ts';
import type { Host } from '../host/host.ts';
import { ReplyCommand } from '../protocol/command.ts';
import type { Daemon } from '../server/daemon.ts';
import { startServer } from '../server/server.ts';
import type { RouteStore } from '../store/routeStore.ts';
import { beatCommand } from './commands/beat.ts';
import { groupsCommand } from './commands/groups.ts';
import { joinCommand } from './commands/join.ts';
import { saddrsCommand } from './commands/saddrs.ts';
import { GroupWatch } from './groupWatch.ts';
import { Router } from './router.ts';
import { startStatusCheck } from './statusCheck.ts';
import { storageCounts } from './storageCounts.ts';
import { type StorageRecord, StorageTable } from './storageTable.ts';
import type { TrackerConfig } from './trackerConfig.ts';

/** What a tracker works with, beside its host; shared with the other trackers of the site. */
export interface TrackerParts {
  readonly routes: RouteStore;
  readonly cache: Cache;
}

/**
 * Runs a tracker: it knows which storages are alive and which group a user belongs to. It keeps nothing: storages
 * join again after a restart. Rejects with a `ListenError`. Spec: TRACKER-RELEARN.
 */
export async function startTracker(host: Host, config: TrackerConfig, parts: TrackerParts): Promise<Daemon> {
  const table = new StorageTable(config.checkActiveIntervalMs, config.storagesMax);
  const joins = new WeakMap<Connection, StorageRecord>();
  const groupWatch = new GroupWatch(host.log, parts.routes);
  const cache = new CautiousCache(parts.cache, host);
  const router = new Router(host, table, parts.routes, cache, config.keyTimeoutSeconds);
  const server = await startServer(host, {
    address: config.listen,
    limits: config.limits,
    replyCommand: ReplyCommand.tracker,
    commands: [
      joinCommand(host, table, joins, groupWatch),
      beatCommand(host, table, joins),
      saddrsCommand(host, table, router, new Set(config.appids)),
      groupsCommand(host, table),
    ],
  });
  const statusCheck = startStatusCheck(host, table, config.checkActiveIntervalMs);
  const unwatch = host.meter.gauge(
    { name: 'tnv_storages', help: 'Storages that have joined, by group and state.', labels: ['group', 'state'] },
    () => storageCounts(table, host.clock.monotonicMs()),
  );
  return {
    address: server.address,
    health: [{ what: 'database', check: () => parts.routes.ping() }],
    async stop(graceMs) {
      await Promise.all([server.stop(graceMs), statusCheck.stop()]);
      await groupWatch.stop();
      unwatch();
    },
  };
}
