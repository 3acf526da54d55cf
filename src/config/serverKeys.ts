import type { GateLimits } from '../host/gate.ts';
import type { ServerLimits } from '../server/limits.ts';
import { listenAddress } from './addressValues.ts';
import type { Keys, ValuesOf } from './key.ts';
import { mebibytes, timeoutMs, wholeNumber } from './numberValues.ts';
import { subnets } from './peerValues.ts';
import { oneOf, optionalText, shortText } from './textValues.ts';

/** How much is logged: lines of this level and of those after it in `debug`, `info`, `warn`, `error`. */
export interface LogSettings {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
}

/** Bytes that fit into a hostname on the wire. */
const HOSTNAME_BYTES_MAX = 128;

const connections = wholeNumber('a number of connections', 1, 1_000_000);
const WATCH_PORT = 9_100;
const watchAddress = listenAddress(WATCH_PORT);
const hostname = shortText(HOSTNAME_BYTES_MAX);

/** Keys that every daemon has. */
export const DAEMON_KEYS = {
  hostname: {
    name: 'tnv_hostname',
    fallback: '',
    help: 'The name this host goes by among trackers and in error messages. Empty: the name of the machine.',
    read: (text) => (optionalText(text) === undefined ? undefined : hostname(text)),
    rare: true,
  },
  watchAddress: {
    name: 'tnv_watch_addr',
    fallback: '',
    help: 'Where /metrics (for Prometheus) and /health are served over HTTP, host:port. Empty: nowhere.',
    read: (text) => (optionalText(text) === undefined ? undefined : watchAddress(text)),
    rare: true,
  },
  bufferBytes: {
    name: 'tnv_buffer_memory',
    fallback: '256',
    help:
      'MiB that all connections together may use for what was received and not taken yet and for content on its way, ' +
      'beyond 128 KiB for each.',
    read: mebibytes,
    rare: true,
  },
  logLevel: {
    name: 'log_level',
    fallback: 'info',
    help: 'What is logged: debug, info, warn or error, and what is worse.',
    read: oneOf('debug', 'info', 'warn', 'error'),
    rare: true,
  },
} as const satisfies Keys;

/** Keys of every daemon: how many connections it bears. */
export const CONNECTION_KEYS = {
  connectionsMax: {
    name: 'tnv_max_connections',
    fallback: '10000',
    help: 'Connections open at once; one more is refused.',
    read: connections,
    rare: true,
  },
  connectionsPerPeerMax: {
    name: 'tnv_max_connections_per_peer',
    fallback: '1000',
    help:
      'Connections of one peer open at once: of an IPv4 address, or of the IPv6 addresses that share their first ' +
      '64 bits. One more is refused.',
    read: connections,
    rare: true,
  },
  trustedPeers: {
    name: 'tnv_trusted_peers',
    fallback: '127.0.0.1;::1',
    help:
      'Peers to whom tnv_max_connections_per_peer does not apply, a list of IP addresses and networks ' +
      '(10.1.0.0/16): gateways and proxies that speak for many. Empty: none.',
    read: subnets,
    rare: true,
  },
} as const satisfies Keys;

/** Keys of the daemons that speak the TNV protocol: what they bear from their peers. */
export const LIMIT_KEYS = {
  ...CONNECTION_KEYS,
  idleTimeoutMs: {
    name: 'tnv_idle_timeout',
    fallback: '600',
    help: 'Seconds a connection may stay open without a request.',
    read: timeoutMs,
    rare: true,
  },
  requestTimeoutMs: {
    name: 'tnv_rw_timeout',
    fallback: '30',
    help: 'Seconds a request that has begun may keep the server waiting for more of it.',
    read: timeoutMs,
    rare: true,
  },
} as const satisfies Keys;

/** The limits out of the values of `CONNECTION_KEYS`. */
export function gateLimits(values: ValuesOf<typeof CONNECTION_KEYS>): Required<GateLimits> {
  const { connectionsMax, connectionsPerPeerMax, trustedPeers } = values;
  return { connectionsMax, connectionsPerPeerMax, trustedPeers };
}

/** The limits out of the values of `LIMIT_KEYS`. */
export function serverLimits(values: ValuesOf<typeof LIMIT_KEYS>): ServerLimits {
  const { idleTimeoutMs, requestTimeoutMs } = values;
  return { ...gateLimits(values), idleTimeoutMs, requestTimeoutMs };
}
