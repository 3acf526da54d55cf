import { expect } from 'vitest';
import type { SimHost } from '../../sim/host/simHost.ts';
import { World } from '../../sim/world.ts';
import { MemoryCache } from '../../src/cache/memory/memoryCache.ts';
import type { Address } from '../../src/host/address.ts';
import type { HttpLimits } from '../../src/host/http.ts';
import { startHttp } from '../../src/http/http.ts';
import type { HttpConfig } from '../../src/http/httpConfig.ts';
import type { Simulator } from '../../src/http/sim/simulator.ts';
import type { Daemon } from '../../src/server/daemon.ts';
import { MemorySource } from './memorySource.ts';
import { Viewer } from './viewer.ts';

export const HTTP_CONFIG: HttpConfig = {
  listen: { host: '0.0.0.0', port: 8080 },
  limits: { connectionsMax: 1_000, idleTimeoutMs: 5_000, headTimeoutMs: 10_000 },
  appid: 'tnvideo',
  userid: 'tnv001',
  sessionTimeoutSeconds: 3600,
  write: 'off',
  writeToken: undefined,
  linkKey: undefined,
  uploadMaxBytes: undefined,
  clusterView: 'loopback',
  trackers: [],
  idServers: [],
  watched: [],
  pageFolder: undefined,
  version: '1.2.3',
};

/** A gateway in a world of its own. */
export interface TestGateway {
  readonly world: World;
  readonly host: SimHost;
  readonly daemon: Daemon;
  readonly source: MemorySource;
  readonly sessions: MemoryCache;
  readonly address: Address;
  /** Where the viewers are. */
  readonly viewerHost: SimHost;
  /** A new viewer, connected. */
  viewer(): Promise<Viewer>;
  /** The same, on the gateway's own machine. */
  ownViewer(): Promise<Viewer>;
}

/** What is special about a gateway. */
export interface GatewayOptions extends Partial<Omit<HttpConfig, 'limits'>> {
  readonly simulator?: Simulator;
  readonly limits?: Partial<HttpLimits>;
}

/** Runs `body` with a gateway over files in memory, stops it, and sees that nothing of it is left. */
export async function withGateway(
  body: (gateway: TestGateway) => Promise<void>,
  { limits = {}, simulator, ...config }: GatewayOptions = {},
): Promise<void> {
  const world = new World(1);
  const host = world.host('gateway');
  const viewerHost = world.host('viewers');
  await world.run(async () => {
    const source = new MemorySource();
    const sessions = new MemoryCache(host.clock);
    const daemon = await startHttp(
      host,
      { ...HTTP_CONFIG, ...config, limits: { ...HTTP_CONFIG.limits, ...limits } },
      { client: source, sessions, simulator },
    );
    const address = { host: host.ip, port: daemon.address.port };
    const viewers: Viewer[] = [];
    const connect = async (from: SimHost, to: Address): Promise<Viewer> => {
      const connected = await Viewer.connect(from, to);
      viewers.push(connected);
      return connected;
    };
    const viewer = (): Promise<Viewer> => connect(viewerHost, address);
    const ownViewer = (): Promise<Viewer> => connect(host, { ...address, host: '127.0.0.1' });
    try {
      await body({ world, host, daemon, source, sessions, address, viewerHost, viewer, ownViewer });
    } finally {
      for (const one of viewers) one.leave();
      await daemon.stop();
    }
    expect(source.open).toBe(0);
    expect(host.open).toEqual([]);
  });
}
