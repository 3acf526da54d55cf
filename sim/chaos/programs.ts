import { Client } from '../../src/client/client.ts';
import { startIdServer } from '../../src/id/idServer.ts';
import { startStorage } from '../../src/storage/storage.ts';
import { startTracker } from '../../src/tracker/tracker.ts';
import type { SimHost } from '../host/simHost.ts';
import { APPID, groupName, OTHER_APPID, PORTS, storePathText } from './names.ts';
import type { Site } from './site.ts';
import type { Program } from './siteMachine.ts';

const LIMITS = { connectionsMax: 500, idleTimeoutMs: 60_000, requestTimeoutMs: 10_000 };
/** Milliseconds that the least patient client waits for a reply: longer than a storage takes to pass over an id server. */
const REQUEST_TIMEOUT_MIN_MS = 6_000;
/** Milliseconds that the most patient client waits for a reply. */
export const REQUEST_TIMEOUT_MAX_MS = 30_000;
const STORAGES_MAX = 100;
const ID_KEYS_MAX = 100;

/** Starts a tracker of the site on a new process. */
export async function runTracker(site: Site, host: SimHost): Promise<Program> {
  const { topology } = site.plan;
  const config = {
    listen: { host: host.ip, port: PORTS.tracker },
    limits: LIMITS,
    appids: [APPID, OTHER_APPID],
    checkActiveIntervalMs: topology.checkActiveIntervalMs,
    keyTimeoutSeconds: topology.keyTimeoutSeconds,
    storagesMax: STORAGES_MAX,
  };
  const parts = { routes: site.databases.tracker.connect(host), cache: site.cache.connect(host) };
  return { daemon: await startTracker(host, config, parts) };
}

/** Starts an id server of the site on a new process. */
export async function runIdServer(site: Site, host: SimHost): Promise<Program> {
  const config = {
    listen: { host: host.ip, port: PORTS.id },
    limits: LIMITS,
    maxStep: site.plan.topology.idStep,
    keysMax: ID_KEYS_MAX,
  };
  return { daemon: await startIdServer(host, config, { ids: site.databases.ids.connect(host) }) };
}

/** Starts a storage of a group on a new process. */
export async function runStorage(site: Site, host: SimHost, group: number): Promise<Program> {
  const { topology } = site.plan;
  const config = {
    listen: { host: host.ip, port: PORTS.storage },
    limits: LIMITS,
    group: groupName(group),
    storePaths: site.mountPoints(group).map((folder, path) => ({ text: storePathText(group, path), folder })),
    trackers: addresses(site, 'tracker'),
    idServers: addresses(site, 'id'),
    heartBeatIntervalMs: topology.heartBeatIntervalMs,
    keyTimeoutSeconds: topology.keyTimeoutSeconds,
  };
  const parts = { files: site.databases.storage.connect(host), cache: site.cache.connect(host) };
  return { daemon: await startStorage(host, config, parts) };
}

/** A client of the site on a new process; how patient it is is drawn. */
export async function runClient(site: Site, host: SimHost): Promise<Program> {
  const draw = host.random;
  const config = {
    trackers: addresses(site, 'tracker'),
    connectTimeoutMs: 500 + draw.below(4_500),
    requestTimeoutMs: REQUEST_TIMEOUT_MIN_MS + draw.below(REQUEST_TIMEOUT_MAX_MS - REQUEST_TIMEOUT_MIN_MS),
    idleTimeoutMs: 1_000 + draw.below(89_000),
    idleMax: 1 + draw.below(16),
    locationTtlMs: draw.below(4) === 0 ? 0 : draw.below(20_000),
  };
  return { client: new Client(host, config), config };
}

function addresses(site: Site, kind: 'tracker' | 'id'): { host: string; port: number }[] {
  return site.ofKind(kind).map(({ host }) => ({ host: host.ip, port: PORTS[kind] }));
}
