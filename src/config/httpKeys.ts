import { CLIENT_DEFAULTS, type ClientConfig } from '../client/clientConfig.ts';
import type { HttpConfig } from '../http/httpConfig.ts';
import { listenAddress, optionalAddresses, serverAddresses } from './addressValues.ts';
import { type CacheSettings, cacheSettings, REDIS_KEYS } from './cacheKeys.ts';
import { atLine, ConfigError } from './configError.ts';
import type { ServiceKeys } from './key.ts';
import { lifetimeSeconds, onOff, timeoutMs, wholeNumber } from './numberValues.ts';
import { type ConfigSource, readKeys } from './readKeys.ts';
import { CONNECTION_KEYS, DAEMON_KEYS, gateLimits } from './serverKeys.ts';
import { type DaemonSettings, daemonSettings } from './settings.ts';
import { oneOf, optionalSecret, shortText } from './textValues.ts';

const HTTP_PORT = 8080;
const TRACKER_PORT = 21_000;
const ID_PORT = 22_000;
const WATCH_PORT = 9100;
/** What somebody who guesses needs years for. */
const TOKEN_BYTES_MIN = 8;
const LINK_KEY_BYTES_MIN = 16;
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
    write: {
      name: 'tnv_write',
      fallback: 'off',
      help:
        'Who may upload and delete: off: nobody; loopback: programs and browsers on this machine; on: everybody who knows ' +
        'tnv_write_token.',
      read: oneOf('off', 'loopback', 'on'),
    },
    writeToken: {
      name: 'tnv_write_token',
      fallback: '',
      help:
        'The token that lets a viewer log in: to upload and delete, to see the cluster, and to read where tnv_link_key is set. ' +
        'It may hold no "#" here. Empty: none.',
      read: optionalSecret(TOKEN_BYTES_MIN),
      variable: 'TNV_WRITE_TOKEN',
      secret: true,
      rare: true,
    },
    linkKey: {
      name: 'tnv_link_key',
      fallback: '',
      help:
        'The key that signs links ("tnv link"). When it is set, files are read with signed links, or after logging in, only. ' +
        'It may hold no "#" here. Empty: everybody may read.',
      read: optionalSecret(LINK_KEY_BYTES_MIN),
      variable: 'TNV_LINK_KEY',
      secret: true,
      rare: true,
    },
    uploadMaxBytes: {
      name: 'tnv_upload_max_bytes',
      fallback: '0',
      help: 'Bytes an upload may have at most. 0: as many as the storages take.',
      read: wholeNumber('a number of bytes', 0, Number.MAX_SAFE_INTEGER),
      rare: true,
    },
    clusterView: {
      name: 'tnv_cluster_view',
      fallback: 'loopback',
      help:
        'Who may see trackers and storages with their addresses and load: off: nobody; loopback: browsers on this machine, and ' +
        'whoever has logged in; on: everybody who may read.',
      read: oneOf('off', 'loopback', 'on'),
      rare: true,
    },
    idServers: {
      name: 'tnv_ids_addrs',
      fallback: '',
      help: 'The id servers, host:port;host:port, for the view of the cluster. Empty: it shows none.',
      read: optionalAddresses(ID_PORT),
      rare: true,
    },
    watched: {
      name: 'tnv_watch_addrs',
      fallback: '',
      help:
        'Where the storages serve their metrics (their tnv_watch_addr), host:port;host:port, for the load in the view of the ' +
        'cluster. Empty: it shows none.',
      read: optionalAddresses(WATCH_PORT),
      rare: true,
    },
    simulator: {
      name: 'tnv_sim',
      fallback: '0',
      help: '1: whoever may read may have short runs of the simulator shown, one at a time, each in a process of its own. 0: nobody may.',
      read: onOff,
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

/** What a gateway is told by its file, and not by the program it comes with. */
export type ConfiguredHttp = Omit<HttpConfig, 'pageFolder' | 'version'>;

/** What an HTTP gateway was told. */
export interface HttpSettings extends DaemonSettings<ConfiguredHttp> {
  readonly client: ClientConfig;
  /** Where sessions are kept. */
  readonly sessions: CacheSettings;
  /** Whether it runs the simulator for viewers. */
  readonly simulator: boolean;
}

/** Reads an HTTP gateway's configuration. Throws a `ConfigError` that lists everything that is wrong. Spec: CONFIG-KEYS. */
export function readHttpSettings(source: ConfigSource): HttpSettings {
  const reading = readKeys(HTTP_KEYS, source);
  const { values } = reading;
  if (values.write === 'on' && values.writeToken === undefined) {
    const problem = 'tnv_write = "on" needs a tnv_write_token (or TNV_WRITE_TOKEN in the environment)';
    throw new ConfigError(atLine(source.fileName, reading.lineOf('tnv_write'), problem));
  }
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
      write: values.write,
      writeToken: values.writeToken,
      linkKey: values.linkKey,
      uploadMaxBytes: values.uploadMaxBytes === 0 ? undefined : values.uploadMaxBytes,
      clusterView: values.clusterView,
      trackers: values.trackers,
      idServers: values.idServers ?? [],
      watched: values.watched ?? [],
    },
    client: {
      ...CLIENT_DEFAULTS,
      trackers: values.trackers,
      connectTimeoutMs: values.connectTimeoutMs,
      requestTimeoutMs: values.rwTimeoutMs,
    },
    simulator: values.simulator,
    sessions: values.useRedisSession ? cacheSettings(values) : { kind: 'memory' },
  };
}
