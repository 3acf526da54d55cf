import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOOPBACK } from '../host/subnet.ts';
import { ConfigError } from './configError.ts';
import { describeKeys } from './describeKeys.ts';
import { HTTP_KEYS, readHttpSettings } from './httpKeys.ts';
import { ID_KEYS, readIdSettings } from './idKeys.ts';
import type { ServiceKeys } from './key.ts';
import type { ConfigSource } from './readKeys.ts';
import { readStorageSettings, STORAGE_KEYS } from './storageKeys.ts';
import { readTrackerSettings, TRACKER_KEYS } from './trackerKeys.ts';

const ETC = join(import.meta.dirname, '../../etc');

const FOUND = { hostname: undefined, log: { level: 'info' }, bufferBytes: 256 * 1024 * 1024, warnings: [], notes: [] };
const EMBEDDED = { kind: 'embedded', folder: '/srv/data/db' };
const GATE = { connectionsMax: 10_000, connectionsPerPeerMax: 1_000, trustedPeers: LOOPBACK };
const LIMITS = { ...GATE, idleTimeoutMs: 600_000, requestTimeoutMs: 30_000 };

const TRACKER_DEFAULTS = {
  ...FOUND,
  config: {
    listen: { host: '0.0.0.0', port: 21_000 },
    limits: LIMITS,
    appids: ['tnvideo'],
    checkActiveIntervalMs: 120_000,
    keyTimeoutSeconds: 60,
    storagesMax: 10_000,
  },
  database: EMBEDDED,
  cache: { kind: 'memory' },
};

const ID_DEFAULTS = {
  ...FOUND,
  config: { listen: { host: '0.0.0.0', port: 22_000 }, limits: LIMITS, maxStep: 100, keysMax: 100_000 },
  database: EMBEDDED,
};

const STORAGE_DEFAULTS = {
  ...FOUND,
  config: {
    listen: { host: '0.0.0.0', port: 23_000 },
    limits: LIMITS,
    group: 'group001',
    storePaths: [{ text: '../data', folder: '/srv/data' }],
    trackers: [{ host: '127.0.0.1', port: 21_000 }],
    idServers: [{ host: '127.0.0.1', port: 22_000 }],
    heartBeatIntervalMs: 10_000,
    keyTimeoutSeconds: 60,
  },
  database: EMBEDDED,
  cache: { kind: 'memory' },
};

const HTTP_DEFAULTS = {
  ...FOUND,
  config: {
    listen: { host: '0.0.0.0', port: 8080 },
    limits: { ...GATE, idleTimeoutMs: 60_000, headTimeoutMs: 30_000 },
    appid: 'tnvideo',
    userid: 'tnv001',
    sessionTimeoutSeconds: 3600,
    write: 'off',
    writeToken: undefined,
    linkKey: undefined,
    uploadMaxBytes: undefined,
    clusterView: 'loopback',
    trackers: [{ host: '127.0.0.1', port: 21_000 }],
    idServers: [],
    watched: [],
  },
  client: {
    trackers: [{ host: '127.0.0.1', port: 21_000 }],
    connectTimeoutMs: 5000,
    requestTimeoutMs: 30_000,
    idleTimeoutMs: 30_000,
    idleMax: 64,
    locationTtlMs: 10_000,
  },
  sessions: { kind: 'memory' },
  simulator: false,
};

interface Daemon {
  readonly keys: ServiceKeys;
  readonly read: (source: ConfigSource) => unknown;
  readonly defaults: object;
}

const DAEMONS: readonly Daemon[] = [
  { keys: TRACKER_KEYS, read: readTrackerSettings, defaults: TRACKER_DEFAULTS },
  { keys: ID_KEYS, read: readIdSettings, defaults: ID_DEFAULTS },
  { keys: STORAGE_KEYS, read: readStorageSettings, defaults: STORAGE_DEFAULTS },
  { keys: HTTP_KEYS, read: readHttpSettings, defaults: HTTP_DEFAULTS },
];

function source(text: string | undefined, env: ConfigSource['env'] = {}): ConfigSource {
  return { text, fileName: 'x.cfg', folder: '/srv/etc', env };
}

/** A file of a daemon with these lines. */
function file(service: string, ...lines: string[]): ConfigSource {
  return source(`service ${service} {\n${lines.join('\n')}\n}`);
}

describe.each(DAEMONS)('the configuration of a $keys.service', ({ keys, read, defaults }) => {
  const shipped = readFileSync(join(ETC, `${keys.service}.cfg`), 'utf8');

  // Spec: CONFIG-KEYS
  it('has the documented defaults without a file', () => {
    expect(read(source(undefined))).toEqual(defaults);
  });

  it('has them with the file that comes with the program too, without a warning', () => {
    expect(read(source(shipped))).toEqual(defaults);
  });

  it('has them with every line of that file in use', () => {
    const inUse = shipped.replaceAll(/^ {4}#(?=[a-z_]+ =)/gm, '    ');
    for (const key of Object.values(keys.keys)) expect(inUse).toMatch(new RegExp(`^ {4}${key.name} =`, 'm'));
    expect(read(source(inUse))).toEqual(defaults);
  });

  // Spec: CONFIG-KEYS
  it('is explained by that file: it is what the program prints', () => {
    expect(shipped).toBe(describeKeys(keys));
  });

  it('has no key twice', () => {
    const names = Object.values(keys.keys).map((key) => key.name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('a tracker', () => {
  it('is told what the file says', () => {
    const settings = readTrackerSettings(
      file(
        'tracker',
        'tnv_listen = 10.0.0.1',
        'tnv_apps_id = tnvideo;学习',
        'check_active_interval = 30',
        'mysql_addrs = 127.0.0.1;db2:3307',
        'mysql_user = reader',
        'mysql_rw_timeout = 5',
        'mysql_pool_size = 2',
        'redis_addrs = r1;r2:7000',
        'redis_user = cache',
        'redis_conn_timeout = 3',
        'redis_rw_timeout = 4',
        'redis_key_timeout = 90',
        'tnv_max_storages = 5',
        'tnv_max_connections = 6',
        'tnv_max_connections_per_peer = 3',
        'tnv_trusted_peers = 10.0.0.0/8',
        'tnv_idle_timeout = 7',
        'tnv_rw_timeout = 8',
        'tnv_hostname = tracker-1',
        'tnv_buffer_memory = 2',
        'log_level = debug',
      ),
    );
    expect(settings).toEqual({
      hostname: 'tracker-1',
      log: { level: 'debug' },
      bufferBytes: 2 * 1024 * 1024,
      warnings: [],
      notes: [],
      config: {
        listen: { host: '10.0.0.1', port: 21_000 },
        limits: {
          connectionsMax: 6,
          connectionsPerPeerMax: 3,
          trustedPeers: [{ base: Uint8Array.of(10, 0, 0, 0), bits: 8 }],
          idleTimeoutMs: 7000,
          requestTimeoutMs: 8000,
        },
        appids: ['tnvideo', '学习'],
        checkActiveIntervalMs: 30_000,
        keyTimeoutSeconds: 90,
        storagesMax: 5,
      },
      database: {
        kind: 'mysql',
        addresses: [
          { host: '127.0.0.1', port: 3306 },
          { host: 'db2', port: 3307 },
        ],
        user: 'reader',
        password: '',
        rwTimeoutMs: 5000,
        poolMax: 2,
      },
      cache: {
        kind: 'redis',
        addresses: [
          { host: 'r1', port: 6379 },
          { host: 'r2', port: 7000 },
        ],
        connectTimeoutMs: 3000,
        rwTimeoutMs: 4000,
        user: 'cache',
        password: undefined,
      },
    });
  });

  it('takes secrets from the environment before the file', () => {
    const { text } = file('tracker', 'mysql_addrs = db', 'mysql_password = old', 'redis_addrs = r');
    const env = { TNV_MYSQL_USER: 'u', TNV_MYSQL_PASSWORD: 'p#1', TNV_REDIS_PASSWORD: 'r#1' };
    const settings = readTrackerSettings(source(text, env));
    expect(settings.database).toMatchObject({ user: 'u', password: 'p#1' });
    expect(settings.cache).toMatchObject({ password: 'r#1' });
  });

  it('is told a hostname that fits the wire', () => {
    expect(readTrackerSettings(file('tracker', `tnv_hostname = ${'h'.repeat(128)}`)).hostname).toHaveLength(128);
    expect(() => readTrackerSettings(file('tracker', `tnv_hostname = ${'h'.repeat(129)}`))).toThrow(
      'has 129 bytes, at most 128 fit',
    );
  });
});

describe('an id server', () => {
  it('takes no step below 10', () => {
    expect(readIdSettings(file('id', 'idinc_max_step = 10')).config.maxStep).toBe(10);
    expect(() => readIdSettings(file('id', 'idinc_max_step = 9'))).toThrow(
      new ConfigError('x.cfg:2: idinc_max_step = "9" is not a number of ids (10 to 1000000)'),
    );
  });
});

describe('a storage', () => {
  it('is told what the file says', () => {
    const { config } = readStorageSettings(
      file(
        'storage',
        'tnv_group_name = 0123456789abcdef',
        'tnv_listen_host = ::1',
        'tnv_storage_port = 23001',
        'tnv_store_paths = ../data/;/mnt/b',
        'tnv_tracker_addrs = t1;t2:21001',
        'tnv_ids_addrs = i1',
        'tnv_heart_beat_interval = 5',
      ),
    );
    expect(config).toMatchObject({
      group: '0123456789abcdef',
      listen: { host: '::1', port: 23_001 },
      storePaths: [
        { text: '../data/', folder: '/srv/data' },
        { text: '/mnt/b', folder: '/mnt/b' },
      ],
      trackers: [
        { host: 't1', port: 21_000 },
        { host: 't2', port: 21_001 },
      ],
      idServers: [{ host: 'i1', port: 22_000 }],
      heartBeatIntervalMs: 5000,
    });
  });

  it.each([
    ['tnv_group_name = 0123456789abcdefg', 'has 17 bytes, at most 16 fit'],
    ['tnv_storage_port = 0', 'is not a port (1 to 65535)'],
    ['tnv_store_paths = a;a/', 'names one folder twice: "a" and "a/" are /srv/etc/a'],
    ['tnv_tracker_addrs = ;', 'names nothing'],
    ['tnv_ids_addrs = a;b:c', 'holds "b:c", which is not an address (host:port)'],
    ['tnv_max_connections_per_peer = 0', 'is not a number of connections (1 to 1000000)'],
    ['tnv_buffer_memory = 0', 'is not a number of MiB (1 to 1048576)'],
    ['tnv_trusted_peers = 10.0.0.0/8;gw', 'holds "gw", which is neither an IP address nor address/bits'],
  ])('refuses %s', (line, problem) => {
    const [key, value] = line.split(' = ');
    expect(() => readStorageSettings(file('storage', line))).toThrow(
      new ConfigError(`x.cfg:2: ${key} = "${value}" ${problem}`),
    );
  });
});

describe('an HTTP gateway', () => {
  it('keeps sessions in Redis only when it is told of one and not told otherwise', () => {
    const kind = (...lines: string[]): string => readHttpSettings(file('http', ...lines)).sessions.kind;
    expect(kind('use_redis_session = 1')).toBe('memory');
    expect(kind('redis_addrs = r')).toBe('redis');
    expect(kind('redis_addrs = r', 'use_redis_session = 0')).toBe('memory');
  });

  it('is told what the file says', () => {
    const { config, client } = readHttpSettings(
      file(
        'http',
        'tnv_listen = [::]:80',
        'tnv_appid = a',
        'tnv_userid = b',
        'tnv_session_timeout = 60',
        'tnv_idle_timeout = 5',
        'tnv_rw_timeout = 6',
        'tnv_conn_timeout = 7',
        'tnv_write = on',
        'tnv_write_token = 12345678',
        'tnv_link_key = 0123456789abcdef',
        'tnv_upload_max_bytes = 1000',
        'tnv_cluster_view = on',
        'tnv_tracker_addrs = t1; t2:5',
        'tnv_ids_addrs = i',
        'tnv_watch_addrs = s1; s2:9',
      ),
    );
    expect(config).toEqual({
      listen: { host: '::', port: 80 },
      limits: { ...GATE, idleTimeoutMs: 5000, headTimeoutMs: 6000 },
      appid: 'a',
      userid: 'b',
      sessionTimeoutSeconds: 60,
      write: 'on',
      writeToken: '12345678',
      linkKey: '0123456789abcdef',
      uploadMaxBytes: 1000,
      clusterView: 'on',
      trackers: [
        { host: 't1', port: 21_000 },
        { host: 't2', port: 5 },
      ],
      idServers: [{ host: 'i', port: 22_000 }],
      watched: [
        { host: 's1', port: 9100 },
        { host: 's2', port: 9 },
      ],
    });
    expect(client).toMatchObject({ connectTimeoutMs: 7000, requestTimeoutMs: 6000 });
  });

  // Spec: HTTP-WRITE
  it('lets nobody write everywhere without a token', () => {
    expect(() => readHttpSettings(file('http', '', 'tnv_write = on'))).toThrow(/^x\.cfg:3: .*tnv_write_token/);
    const env = { TNV_WRITE_TOKEN: 'from the environment' };
    const { config } = readHttpSettings({ ...file('http', 'tnv_write = on'), env });
    expect(config.writeToken).toBe('from the environment');
  });

  it('refuses secrets that are easily guessed, without telling them', () => {
    const wrong = () => readHttpSettings(file('http', 'tnv_write_token = hunter2', 'tnv_link_key = hunter2hunter2'));
    expect(wrong).toThrow(/^x\.cfg:2: tnv_write_token = \(not shown\) .*\nx\.cfg:3: tnv_link_key/);
    expect(wrong).not.toThrow(/hunter2/);
  });
});
