import type { Address } from '../host/address.ts';
import { optionalAddresses } from './addressValues.ts';
import type { Keys, ValuesOf } from './key.ts';
import { lifetimeSeconds, timeoutMs, wholeNumber } from './numberValues.ts';
import { optionalText } from './textValues.ts';

/** Which cache a daemon uses. */
export type CacheSettings =
  | { readonly kind: 'memory' }
  | {
      readonly kind: 'redis';
      /** One is a server, several are nodes of one Redis Cluster. */
      readonly addresses: readonly [Address, ...Address[]];
      readonly connectTimeoutMs: number;
      readonly rwTimeoutMs: number;
      /** The server's default user when undefined. */
      readonly user: string | undefined;
      readonly password: string | undefined;
    };

const REDIS_PORT = 6379;

/** Keys of the daemons that can use Redis. */
export const REDIS_KEYS = {
  redisAddresses: {
    name: 'redis_addrs',
    fallback: '',
    help:
      'The Redis server, host:port, the port 6379 unless given; or two and more nodes of one Redis Cluster, ' +
      'host:port;host:port.\n' +
      'Empty: a cache inside this process.',
    read: optionalAddresses(REDIS_PORT),
  },
  redisUser: {
    name: 'redis_user',
    fallback: '',
    help: 'The user at Redis. Empty: its default user.',
    read: optionalText,
    rare: true,
  },
  redisPassword: {
    name: 'redis_password',
    fallback: '',
    help: 'Its password; it may hold no "#" here. Empty: none.',
    read: optionalText,
    variable: 'TNV_REDIS_PASSWORD',
    rare: true,
  },
  redisConnectTimeoutMs: {
    name: 'redis_conn_timeout',
    fallback: '10',
    help: 'Seconds a connect to Redis may take.',
    read: timeoutMs,
  },
  redisRwTimeoutMs: {
    name: 'redis_rw_timeout',
    fallback: '10',
    help: 'Seconds Redis may take for an answer.',
    read: timeoutMs,
  },
} as const satisfies Keys;

/** Keys of the daemons that keep what they looked up in the cache. */
export const CACHE_KEYS = {
  ...REDIS_KEYS,
  redisConnectionsMax: {
    name: 'redis_max_conn_num',
    fallback: '600',
    help: 'Has no effect here: one connection carries all commands to a Redis server. It is for other daemons that read this file.',
    read: wholeNumber('a number of connections', 0, 1_000_000),
  },
  keyTimeoutSeconds: {
    name: 'redis_key_timeout',
    fallback: '60',
    help: 'Seconds something stays in the cache.',
    read: lifetimeSeconds,
  },
} as const satisfies Keys;

/** The cache out of the values of `REDIS_KEYS`. */
export function cacheSettings(values: ValuesOf<typeof REDIS_KEYS>): CacheSettings {
  if (values.redisAddresses === undefined) return { kind: 'memory' };
  return {
    kind: 'redis',
    addresses: values.redisAddresses,
    connectTimeoutMs: values.redisConnectTimeoutMs,
    rwTimeoutMs: values.redisRwTimeoutMs,
    user: values.redisUser,
    password: values.redisPassword,
  };
}
