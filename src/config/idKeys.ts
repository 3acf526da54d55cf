import type { IdConfig } from '../id/idConfig.ts';
import { listenAddress } from './addressValues.ts';
import { DATABASE_KEYS, type DatabaseSettings, databaseSettings } from './databaseKeys.ts';
import type { ServiceKeys } from './key.ts';
import { wholeNumber } from './numberValues.ts';
import { type ConfigSource, readKeys } from './readKeys.ts';
import { DAEMON_KEYS, LIMIT_KEYS, serverLimits } from './serverKeys.ts';
import { type DaemonSettings, daemonSettings } from './settings.ts';

const ID_PORT = 22_000;

/** What an id server can be told. */
export const ID_KEYS = {
  service: 'id',
  about: 'An id server: it hands out the numbers that storages make paths of.',
  keys: {
    listen: {
      name: 'tnv_listen',
      fallback: `0.0.0.0:${ID_PORT}`,
      help: 'Where it listens, host:port.',
      read: listenAddress(ID_PORT),
    },
    maxStep: {
      name: 'idinc_max_step',
      fallback: '100',
      help: 'Ids it takes from the database at once, at least 10. A crash may skip as many.',
      read: wholeNumber('a number of ids', 10, 1_000_000),
    },
    ...DATABASE_KEYS,
    keysMax: {
      name: 'tnv_max_keys',
      fallback: '100000',
      help: 'Keys it keeps ids of in memory; past that the one used longest ago is forgotten.',
      read: wholeNumber('a number of keys', 1, 10_000_000),
      rare: true,
    },
    ...LIMIT_KEYS,
    ...DAEMON_KEYS,
  },
} as const satisfies ServiceKeys;

/** What an id server was told. */
export interface IdSettings extends DaemonSettings<IdConfig> {
  readonly database: DatabaseSettings;
}

/** Reads an id server's configuration. Throws a `ConfigError` that lists everything that is wrong. Spec: CONFIG-KEYS. */
export function readIdSettings(source: ConfigSource): IdSettings {
  const reading = readKeys(ID_KEYS, source);
  const { listen, maxStep, keysMax } = reading.values;
  return {
    ...daemonSettings(reading),
    config: { listen, limits: serverLimits(reading.values), maxStep, keysMax },
    database: databaseSettings(reading.values),
  };
}
