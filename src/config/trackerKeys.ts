import type { TrackerConfig } from '../tracker/trackerConfig.ts';
import { listenAddress } from './addressValues.ts';
import { CACHE_KEYS, type CacheSettings, cacheSettings } from './cacheKeys.ts';
import { DATABASE_KEYS, type DatabaseSettings, databaseSettings } from './databaseKeys.ts';
import type { ServiceKeys } from './key.ts';
import { timeoutMs, wholeNumber } from './numberValues.ts';
import { type ConfigSource, readKeys } from './readKeys.ts';
import { DAEMON_KEYS, LIMIT_KEYS, serverLimits } from './serverKeys.ts';
import { type DaemonSettings, daemonSettings } from './settings.ts';
import { listOf, shortText } from './textValues.ts';

const TRACKER_PORT = 21_000;
/** Bytes that fit into an application's id on the wire. */
const APPID_BYTES_MAX = 15;

/** What a tracker can be told. */
export const TRACKER_KEYS = {
  service: 'tracker',
  about: 'A tracker: it knows the storages and tells clients where to go.',
  keys: {
    listen: {
      name: 'tnv_listen',
      fallback: `0.0.0.0:${TRACKER_PORT}`,
      help: 'Where it listens, host:port.',
      read: listenAddress(TRACKER_PORT),
    },
    appids: {
      name: 'tnv_apps_id',
      fallback: 'tnvideo',
      help: 'The applications it serves, a list.',
      read: listOf(shortText(APPID_BYTES_MAX)),
    },
    checkActiveIntervalMs: {
      name: 'check_active_interval',
      fallback: '120',
      help: 'Seconds without a heartbeat after which a storage is offline; some times the tnv_heart_beat_interval of the storages.',
      read: timeoutMs,
    },
    ...DATABASE_KEYS,
    ...CACHE_KEYS,
    storagesMax: {
      name: 'tnv_max_storages',
      fallback: '10000',
      help: 'Storages it keeps in its table; past that an offline one makes room for a new one.',
      read: wholeNumber('a number of storages', 1, 1_000_000),
      rare: true,
    },
    ...LIMIT_KEYS,
    ...DAEMON_KEYS,
  },
} as const satisfies ServiceKeys;

/** What a tracker was told. */
export interface TrackerSettings extends DaemonSettings<TrackerConfig> {
  readonly database: DatabaseSettings;
  readonly cache: CacheSettings;
}

/** Reads a tracker's configuration. Throws a `ConfigError` that lists everything that is wrong. Spec: CONFIG-KEYS. */
export function readTrackerSettings(source: ConfigSource): TrackerSettings {
  const reading = readKeys(TRACKER_KEYS, source);
  const { listen, appids, checkActiveIntervalMs, keyTimeoutSeconds, storagesMax } = reading.values;
  const limits = serverLimits(reading.values);
  return {
    ...daemonSettings(reading),
    config: { listen, limits, appids, checkActiveIntervalMs, keyTimeoutSeconds, storagesMax },
    database: databaseSettings(reading.values),
    cache: cacheSettings(reading.values),
  };
}
