import { readTrackerSettings, TRACKER_KEYS } from '../config/trackerKeys.ts';
import { startTracker } from '../tracker/tracker.ts';
import { daemonCommand } from './daemonCommand.ts';
import { openCache } from './openCache.ts';
import { openRouteStore } from './openStores.ts';

/** `tnv tracker` */
export const trackerCommand = () =>
  daemonCommand({
    name: 'tracker',
    summary: 'run a tracker: it knows the storages and tells clients where to go',
    keys: TRACKER_KEYS,
    read: readTrackerSettings,
    async start(host, settings, keep) {
      const routes = keep(await openRouteStore(settings.database, host.log));
      const cache = keep(await openCache(settings.cache, host));
      return startTracker(host, settings.config, { routes, cache });
    },
  });
