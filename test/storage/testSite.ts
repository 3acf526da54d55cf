import { expect } from 'vitest';
import { SimIdStore } from '../../sim/database/simIdStore.ts';
import { SimRouteStore } from '../../sim/database/simRouteStore.ts';
import type { SimTree } from '../../sim/disk/simTree.ts';
import type { SimHost } from '../../sim/host/simHost.ts';
import type { Mount } from '../../sim/machine.ts';
import { type MachineOptions, World } from '../../sim/world.ts';
import { MemoryCache } from '../../src/cache/memory/memoryCache.ts';
import { startIdServer } from '../../src/id/idServer.ts';
import type { FileAddress } from '../../src/protocol/fileAddress.ts';
import type { Daemon } from '../../src/server/daemon.ts';
import { startStorage } from '../../src/storage/storage.ts';
import type { StorageConfig } from '../../src/storage/storageConfig.ts';
import { startTracker } from '../../src/tracker/tracker.ts';
import { Caller } from './caller.ts';
import { FaultyFileStore } from './faultyFileStore.ts';

const LISTEN = { host: '0.0.0.0', port: 23_000 };
const LIMITS = { connectionsMax: 2_000, idleTimeoutMs: 60_000, requestTimeoutMs: 10_000 };

/** The store path of every storage unless it is told otherwise: on its own disk. */
export const STORE_PATH = { text: '../data', folder: '/srv/data' };

/** A file of the user tnv001. */
export function fileOf(fileid: string, userid = 'tnv001', appid = 'tnvideo'): FileAddress {
  return { appid, userid, fileid };
}

/** Tracker, id server and what storages share, in a world of its own. */
export class TestSite {
  readonly world: World;
  readonly tracker: SimHost;
  readonly idServer: SimHost;
  readonly client: SimHost;
  readonly files = new FaultyFileStore();
  readonly cache: MemoryCache;
  readonly #ids = new SimIdStore();
  readonly #daemons = new Map<SimHost, Daemon>();
  readonly #callers: Caller[] = [];

  constructor(seed: number) {
    this.world = new World(seed);
    this.tracker = this.world.host('tracker');
    this.idServer = this.world.host('ids');
    this.client = this.world.host('client');
    this.cache = new MemoryCache(this.client.clock);
  }

  /** Starts the tracker on `host`, its own machine unless told. */
  async startTracker(host = this.tracker): Promise<Daemon> {
    const config = {
      listen: { host: '0.0.0.0', port: 21_000 },
      limits: LIMITS,
      appids: ['tnvideo'],
      checkActiveIntervalMs: 120_000,
      keyTimeoutSeconds: 60,
      storagesMax: 100,
    };
    const parts = { routes: new SimRouteStore(['group001']), cache: this.cache };
    return this.#keep(host, await startTracker(host, config, parts));
  }

  /** Starts an id server on `host`, its own machine unless told. */
  async startIdServer(host = this.idServer): Promise<Daemon> {
    const config = { listen: { host: '0.0.0.0', port: 22_000 }, limits: LIMITS, maxStep: 100, keysMax: 100 };
    return this.#keep(host, await startIdServer(host, config, { ids: this.#ids }));
  }

  /** The configuration of a storage, with what differs from the usual. */
  storageConfig(differing: Partial<StorageConfig> = {}): StorageConfig {
    return {
      listen: LISTEN,
      limits: LIMITS,
      group: 'group001',
      storePaths: [STORE_PATH],
      trackers: [{ host: this.tracker.ip, port: 21_000 }],
      idServers: [{ host: this.idServer.ip, port: 22_000 }],
      heartBeatIntervalMs: 10_000,
      keyTimeoutSeconds: 60,
      ...differing,
    };
  }

  /** A machine for a storage. */
  machine(name: string, options: MachineOptions = {}): SimHost {
    return this.world.host(name, options);
  }

  /** Machines that share one volume, where each has its store path. */
  group(...names: string[]): { volume: SimTree; hosts: SimHost[] } {
    const volume = this.world.volume();
    const mounts = { [STORE_PATH.folder]: volume };
    return { volume, hosts: names.map((name) => this.machine(name, { mounts })) };
  }

  /** Takes the volume of a group away from one machine. */
  unmount(host: SimHost): void {
    setMount(host, 'gone');
  }

  /** Puts it back. */
  mount(host: SimHost): void {
    setMount(host, 'there');
  }

  async startStorage(host: SimHost, differing: Partial<StorageConfig> = {}): Promise<Daemon> {
    const parts = { files: this.files, cache: this.cache };
    return this.#keep(host, await startStorage(host, this.storageConfig(differing), parts));
  }

  /** Connects to the storage on `host`. */
  async call(host: SimHost, port = LISTEN.port): Promise<Caller> {
    const caller = await Caller.connect(this.client, { host: host.ip, port });
    this.#callers.push(caller);
    return caller;
  }

  /** Stops one daemon. */
  async stop(host: SimHost, graceMs?: number): Promise<void> {
    const daemon = this.#daemons.get(host);
    this.#daemons.delete(host);
    await daemon?.stop(graceMs);
    expect(host.open).toEqual([]);
  }

  /** Stops what is alive and sees that nothing is left of it. */
  async end(): Promise<void> {
    for (const caller of this.#callers) caller.leave();
    for (const host of [...this.#daemons.keys()]) if (host.alive) await this.stop(host);
    expect(this.client.openSockets).toBe(0);
  }

  #keep(host: SimHost, daemon: Daemon): Daemon {
    this.#daemons.set(host, daemon);
    return daemon;
  }
}

/** Runs `body` with tracker and id server up, stops everything, and sees that nothing is left open. */
export async function withSite(body: (site: TestSite) => Promise<void>, seed = 1): Promise<void> {
  const site = new TestSite(seed);
  await site.world.run(async () => {
    await site.startTracker();
    await site.startIdServer();
    await body(site);
    await site.end();
  });
}

/** The paths below a storage's store path where a file is, staging included, in order. */
export function filesBelow(tree: SimTree, folder = '/'): string[] {
  return [...tree.files(folder).keys()];
}

function setMount(host: SimHost, state: Mount['state']): void {
  const mount = host.machine.mounts.get(STORE_PATH.folder);
  if (mount === undefined) throw new Error(`${host.hostname} has no volume`);
  mount.state = state;
}
