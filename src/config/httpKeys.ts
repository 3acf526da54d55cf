import { CLIENT_DEFAULTS, type ClientConfig } from '../client/clientConfig.ts';
import type { HttpConfig } from '../http/httpConfig.ts';
import { listenAddress, serverAddresses } from './addressValues.ts';
import { type CacheSettings, cacheSettings, REDIS_KEYS } from './cacheKeys.ts';
import type { ServiceKeys } from './key.ts';
import { lifetimeSeconds, onOff, timeoutMs, wholeNumber } from './numberValues.ts';
import { type ConfigSource, readKeys } from './readKeys.ts';
import { CONNECTION_KEYS, DAEMON_KEYS, gateLimits } from './serverKeys.ts';
import { type DaemonSettings, daemonSettings } from './settings.ts';
import { shortText } from './textValues.ts';

const HTTP_PORT = 8080;
const TRACKER_PORT = 21_000;
/** Bytes that fit into the ids on the wire. */
const APPID_BYTES_MAX = 15;
const USERID_BYTES_MAX = 255;

/** What an HTTP gateway can be told. */
export const HTTP_KEYS = {
  service: 'http',
  about: 'An HTTP gateway: it serves the files of one user to browsers and players.',
  keys: {
    listen: {
      name: 'tnv_listen',
      fallback: `0.0.0.0:${HTTP_PORT}`,
      help: 'Where it listens, host:port.',
      read: listenAddress(HTTP_PORT),
    },
    trackers: {
      name: 'tnv_tracker_addrs',
      fallback: `127.0.0.1:${TRACKER_PORT}`,
      help: 'The trackers, host:port;host:port; the next one is asked when one does not answer.',
      read: serverAddresses(TRACKER_PORT),
    },
    appid: {
      name: 'tnv_appid',
      fallback: 'tnvideo',
      help: 'The application whose files it serves.',
      read: shortText(APPID_BYTES_MAX),
    },
    userid: {
      name: 'tnv_userid',
      fallback: 'tnv001',
      help: 'The user whose files it serves.',
      read: shortText(USERID_BYTES_MAX),
    },
    useRedisSession: {
      name: 'use_redis_session',
      fallback: '1',
      help: '1: sessions are kept in Redis, when redis_addrs names one. 0: inside this process.',
      read: onOff,
    },
    ...REDIS_KEYS,
    sessionTimeoutSeconds: {
      name: 'tnv_session_timeout',
      fallback: '3600',
      help: 'Seconds a session is kept after its last use.',
      read: lifetimeSeconds,
      rare: true,
    },
    threadsMax: {
      name: 'ioctl_max_threads',
      fallback: '250',
      help: 'Has no effect here: requests need no threads. It is for other gateways that read this file.',
      read: wholeNumber('a number of threads', 0, 1_000_000),
    },
    ...CONNECTION_KEYS,
    idleTimeoutMs: {
      name: 'tnv_idle_timeout',
      fallback: '60',
      help: "Seconds a browser's connection may stay open without a request.",
      read: timeoutMs,
      rare: true,
    },
    connectTimeoutMs: {
      name: 'tnv_conn_timeout',
      fallback: '5',
      help: 'Seconds a connect to a tracker or storage may take.',
      read: timeoutMs,
      rare: true,
    },
    rwTimeoutMs: {
      name: 'tnv_rw_timeout',
      fallback: '30',
      help: "Seconds a tracker or storage may keep it waiting, and the head of a browser's request.",
      read: timeoutMs,
      rare: true,
    },
    ...DAEMON_KEYS,
  },
} as const satisfies ServiceKeys;

/** What an HTTP gateway was told. */
export interface HttpSettings extends DaemonSettings<HttpConfig> {
  readonly client: ClientConfig;
  /** Where sessions are kept. */
  readonly sessions: CacheSettings;
}

/** Reads an HTTP gateway's configuration. Throws a `ConfigError` that lists everything that is wrong. Spec: CONFIG-KEYS. */
export function readHttpSettings(source: ConfigSource): HttpSettings {
  const reading = readKeys(HTTP_KEYS, source);
  const { values } = reading;
  const { listen, appid, userid, sessionTimeoutSeconds } = values;
  return {
    ...daemonSettings(reading),
    config: {
      listen,
      limits: {
        ...gateLimits(values),
        idleTimeoutMs: values.idleTimeoutMs,
        headTimeoutMs: values.rwTimeoutMs,
      },
      appid,
      userid,
      sessionTimeoutSeconds,
    },
    client: {
      ...CLIENT_DEFAULTS,
      trackers: values.trackers,
      connectTimeoutMs: values.connectTimeoutMs,
      requestTimeoutMs: values.rwTimeoutMs,
    },
    sessions: values.useRedisSession ? cacheSettings(values) : { kind: 'memory' },
  };
}
