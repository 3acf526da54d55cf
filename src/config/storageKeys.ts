import type { StorageConfig } from '../storage/storageConfig.ts';
import { hostOnly, serverAddresses } from './addressValues.ts';
import { CACHE_KEYS, type CacheSettings, cacheSettings } from './cacheKeys.ts';
import { DATABASE_KEYS, type DatabaseSettings, databaseSettings } from './databaseKeys.ts';
import { storePaths } from './folderValues.ts';
import type { ServiceKeys } from './key.ts';
import { timeoutMs, wholeNumber } from './numberValues.ts';
import { type ConfigSource, readKeys } from './readKeys.ts';
import { DAEMON_KEYS, LIMIT_KEYS, serverLimits } from './serverKeys.ts';
import { type DaemonSettings, daemonSettings } from './settings.ts';
import { shortText } from './textValues.ts';

const TRACKER_PORT = 21_000;
const ID_PORT = 22_000;
/** Bytes that fit into a group's name on the wire. */
const GROUP_BYTES_MAX = 16;

/** What a storage can be told. */
export const STORAGE_KEYS = {
  service: 'storage',
  about: 'A storage: it keeps files. The storages of one group share their store paths and their database.',
  keys: {
    group: {
      name: 'tnv_group_name',
      fallback: 'group001',
      help: 'The group it belongs to, at most 16 bytes.',
      read: shortText(GROUP_BYTES_MAX),
    },
    listenHost: {
      name: 'tnv_listen_host',
      fallback: '0.0.0.0',
      help: 'The address it listens at; a specific one is also the one that trackers tell clients.',
      read: hostOnly,
      rare: true,
    },
    port: {
      name: 'tnv_storage_port',
      fallback: '23000',
      help: 'The port it listens at. Two storages on one host need two.',
      read: wholeNumber('a port', 1, 65_535),
    },
    storePaths: {
      name: 'tnv_store_paths',
      fallback: '../data',
      help:
        'The folders it keeps files below, a list. A relative path begins at the folder of this file.\n' +
        'The text as it stands here, at most 64 bytes, is a part of what the database knows of every file: ' +
        'it must be the same for all storages of the group, and must not change once there are files.',
      read: storePaths,
    },
    trackers: {
      name: 'tnv_tracker_addrs',
      fallback: `127.0.0.1:${TRACKER_PORT}`,
      help: 'The trackers, host:port;host:port. It joins all of them.',
      read: serverAddresses(TRACKER_PORT),
    },
    idServers: {
      name: 'tnv_ids_addrs',
      fallback: `127.0.0.1:${ID_PORT}`,
      help: 'The id servers, host:port;host:port.',
      read: serverAddresses(ID_PORT),
    },
    heartBeatIntervalMs: {
      name: 'tnv_heart_beat_interval',
      fallback: '10',
      help: 'Seconds between two heartbeats; well below the check_active_interval of the trackers.',
      read: timeoutMs,
    },
    ...DATABASE_KEYS,
    ...CACHE_KEYS,
    ...LIMIT_KEYS,
    ...DAEMON_KEYS,
  },
} as const satisfies ServiceKeys;

/** What a storage was told. */
export interface StorageSettings extends DaemonSettings<StorageConfig> {
  readonly database: DatabaseSettings;
  readonly cache: CacheSettings;
}

/** Reads a storage's configuration. Throws a `ConfigError` that lists everything that is wrong. Spec: CONFIG-KEYS. */
export function readStorageSettings(source: ConfigSource): StorageSettings {
  const reading = readKeys(STORAGE_KEYS, source);
  const { values } = reading;
  return {
    ...daemonSettings(reading),
    config: {
      listen: { host: values.listenHost, port: values.port },
      limits: serverLimits(values),
      group: values.group,
      storePaths: values.storePaths,
      trackers: values.trackers,
      idServers: values.idServers,
      heartBeatIntervalMs: values.heartBeatIntervalMs,
      keyTimeoutSeconds: values.keyTimeoutSeconds,
    },
    database: databaseSettings(values),
    cache: cacheSettings(values),
  };
}
