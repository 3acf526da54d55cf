import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MemoryCache } from '../cache/memory/memoryCache.ts';
import { Client } from '../client/client.ts';
import { CLIENT_DEFAULTS } from '../client/clientConfig.ts';
import type { Address } from '../host/address.ts';
import { BufferPool } from '../host/bufferPool.ts';
import type { Log } from '../host/log.ts';
import { createNodeHost } from '../host/node/nodeHost.ts';
import { Metrics } from '../host/node/promMeter.ts';
import { LOOPBACK } from '../host/subnet.ts';
import { clientLibrary } from '../http/clientLibrary.ts';
import { startHttp } from '../http/http.ts';
import { startIdServer } from '../id/idServer.ts';
import type { HealthCheck } from '../server/daemon.ts';
import { type StorageDaemon, startStorage } from '../storage/storage.ts';
import type { FileStore } from '../store/fileStore.ts';
import { openSqliteFileStore } from '../store/sqlite/sqliteFileStore.ts';
import { openSqliteIdStore } from '../store/sqlite/sqliteIdStore.ts';
import { openSqliteRouteStore } from '../store/sqlite/sqliteRouteStore.ts';
import { startTracker } from '../tracker/tracker.ts';
import { openWatchPort } from '../watch/watchPort.ts';
import { simProcess } from './simProcess.ts';
import { PAGE_FOLDER, packageVersion } from './version.ts';

/** Where a whole system on one machine keeps its things and listens. */
export interface SiteOptions {
  /** Folder for databases and files; made when it is missing. */
  readonly dataFolder: string;
  /** The address all its servers listen at. */
  readonly listenHost: string;
  /** 0 takes free ports. */
  readonly trackerPort: number;
  readonly idPort: number;
  /** The first storage's; the second takes the next one. */
  readonly storagePort: number;
  readonly httpPort: number;
  /** Where metrics and health are served, on the loopback address alone. */
  readonly watchPort: number;
  readonly log: Log;
}

/** A running system: tracker, id server, two storages of one group, gateway, on the embedded databases. */
export interface Site {
  readonly tracker: Address;
  readonly id: Address;
  readonly storages: readonly Address[];
  readonly http: Address;
  /** Metrics and health of all of them. */
  readonly watch: Address;
  /** Resolves when the tracker has every storage ACTIVE. */
  readonly joined: Promise<unknown>;
  readonly appid: string;
  readonly userid: string;
  readonly client: Client;
  readonly files: FileStore;
  /** Resolves when nothing of it is left. */
  stop(): Promise<void>;
}

const APPID = 'tnvideo';
const USERID = 'tnv001';
const GROUP = 'group001';
/** As in the shipped configuration files: daemons started with these find the same files. */
const STORE_PATH = '../data';
const HEART_BEAT_INTERVAL_MS = 10_000;
const CHECK_ACTIVE_INTERVAL_MS = 30_000;
const KEY_TIMEOUT_SECONDS = 60;
/** A full session takes some kilobytes. */
const SESSIONS_MAX = 10_000;
/** All its daemons share them. */
const BUFFER_BYTES = 256 * 1024 * 1024;
const GATE_LIMITS = {
  connectionsMax: 10_000,
  connectionsPerPeerMax: 1_000,
  trustedPeers: LOOPBACK,
};
const LIMITS = { ...GATE_LIMITS, idleTimeoutMs: 600_000, requestTimeoutMs: 30_000 };

/**
 * Starts a whole system in this process. What was started is stopped again when a later part cannot start.
 * Rejects with a `ListenError`, a `StoreError` or an error of the file system.
 */
export async function startSite(options: SiteOptions): Promise<Site> {
  const stops: (() => Promise<void>)[] = [];
  const keep = <T extends { stop(): Promise<void> } | { close(): Promise<void> }>(part: T): T => {
    stops.unshift(() => ('stop' in part ? part.stop() : part.close()));
    return part;
  };
  const stop = async (): Promise<void> => {
    for (const end of stops) await end();
  };
  try {
    return { ...(await assemble(options, keep)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Keep = <T extends { stop(): Promise<void> } | { close(): Promise<void> }>(part: T) => T;

async function assemble(options: SiteOptions, keep: Keep): Promise<Omit<Site, 'stop'>> {
  const { dataFolder, listenHost: host } = options;
  const database = join(dataFolder, 'db');
  await mkdir(database, { recursive: true });
  const buffers = new BufferPool(BUFFER_BYTES);
  const metrics = new Metrics();
  const hostNamed = (hostname: string) =>
    createNodeHost({ hostname, buffers, log: options.log.child({ daemon: hostname }), meter: metrics.meter(hostname) });
  let health: readonly HealthCheck[] | undefined;
  const watch = keep(
    await openWatchPort(
      createNodeHost({ log: options.log }),
      { host: '127.0.0.1', port: options.watchPort },
      { metrics: () => metrics.text(), metricsType: metrics.contentType, health: () => health },
    ),
  );

  const routes = keep(openSqliteRouteStore(database));
  const ids = keep(openSqliteIdStore(database));
  const files = keep(openSqliteFileStore(database));
  const trackerHost = hostNamed('tracker');
  const cache = keep(new MemoryCache(trackerHost.clock));

  const tracker = keep(
    await startTracker(
      trackerHost,
      {
        listen: { host, port: options.trackerPort },
        limits: LIMITS,
        appids: [APPID],
        checkActiveIntervalMs: CHECK_ACTIVE_INTERVAL_MS,
        keyTimeoutSeconds: KEY_TIMEOUT_SECONDS,
        storagesMax: 1000,
      },
      { routes, cache },
    ),
  );
  const id = keep(
    await startIdServer(
      hostNamed('id'),
      { listen: { host, port: options.idPort }, limits: LIMITS, maxStep: 100, keysMax: 1000 },
      { ids },
    ),
  );
  const storages: StorageDaemon[] = [];
  for (const [index, hostname] of ['storage1', 'storage2'].entries()) {
    const port = options.storagePort === 0 ? 0 : options.storagePort + index;
    const config = {
      listen: { host, port },
      limits: LIMITS,
      group: GROUP,
      storePaths: [{ text: STORE_PATH, folder: dataFolder }],
      trackers: [tracker.address],
      idServers: [id.address],
      heartBeatIntervalMs: HEART_BEAT_INTERVAL_MS,
      keyTimeoutSeconds: KEY_TIMEOUT_SECONDS,
    };
    storages.push(keep(await startStorage(hostNamed(hostname), config, { files, cache })));
  }
  const httpHost = hostNamed('http');
  const client = keep(new Client(httpHost, { ...CLIENT_DEFAULTS, trackers: [tracker.address] }));
  const http = keep(
    await startHttp(
      httpHost,
      {
        listen: { host, port: options.httpPort },
        limits: { ...GATE_LIMITS, idleTimeoutMs: 60_000, headTimeoutMs: 30_000 },
        appid: APPID,
        userid: USERID,
        sessionTimeoutSeconds: 30 * 24 * 3600,
        write: 'loopback',
        writeToken: undefined,
        linkKey: undefined,
        uploadMaxBytes: undefined,
        clusterView: 'loopback',
        trackers: [tracker.address],
        idServers: [id.address],
        watched: [watch.address],
        pageFolder: PAGE_FOLDER,
        version: packageVersion(),
      },
      {
        client: clientLibrary(client),
        sessions: keep(new MemoryCache(httpHost.clock, SESSIONS_MAX)),
        simulator: simProcess(),
      },
    ),
  );
  health = [tracker, id, ...storages, http].flatMap((daemon) => daemon.health);
  return {
    tracker: tracker.address,
    id: id.address,
    storages: storages.map((storage) => storage.address),
    joined: Promise.all(storages.map((storage) => storage.joined)),
    http: http.address,
    watch: watch.address,
    appid: APPID,
    userid: USERID,
    client,
    files,
  };
}
