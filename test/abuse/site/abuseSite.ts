import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../../../src/client/client.ts';
import { CLIENT_DEFAULTS } from '../../../src/client/clientConfig.ts';
import { bufferSource } from '../../../src/client/sources/bufferSource.ts';
import { createLog } from '../../../src/host/node/log.ts';
import { createNodeHost } from '../../../src/host/node/nodeHost.ts';
import { importSchemas } from '../../e2e/mariadbSite.ts';
import { freePort } from '../../services/freePort.ts';
import { Mariadb } from '../../services/mariadb.ts';
import { Redis } from '../../services/redis.ts';
import { contentOf, LARGE } from '../load/content.ts';
import { type Keys, WatchedDaemon } from './watchedDaemon.ts';

/** The application and user whose files there are. */
export const OWNER = { appid: 'tnvideo', userid: 'tnv001' };

/** Whether a storage is there is seen when its tracker has it. */
const HEART_BEAT_SECONDS = 1;

/** How a site differs from the defaults. */
export interface SiteLimits {
  readonly connectionsMax: number;
  readonly perPeer: number;
  /** Seconds. */
  readonly requestTimeout: number;
}

/** Tracker, id server, two storages, gateway, a process each. */
export class AbuseSite {
  readonly daemons: WatchedDaemon[] = [];
  readonly #services: { stop(): Promise<void> }[] = [];

  private constructor() {}

  /** Starts everything below `folder` and uploads the large file; what was started is stopped again when that fails. */
  static async start(folder: string, limits: SiteLimits, mariadb: boolean): Promise<AbuseSite> {
    const site = new AbuseSite();
    try {
      const services = mariadb ? await site.#startServices() : { database: {}, cache: {} };
      await site.#startDaemons(folder, limits, services);
      await site.#uploadLarge();
      return site;
    } catch (error) {
      await site.stop();
      throw error;
    }
  }

  of(name: string): WatchedDaemon {
    const daemon = this.daemons.find((each) => each.name === name);
    if (daemon === undefined) throw new Error(`there is no ${name}`);
    return daemon;
  }

  /** Stops what runs; resolves to the names of daemons that did not end as they should. */
  async stop(): Promise<string[]> {
    const wrong: string[] = [];
    for (const daemon of this.daemons.toReversed()) if ((await daemon.stop()) !== 0) wrong.push(daemon.name);
    for (const service of this.#services.toReversed()) await service.stop();
    return wrong;
  }

  async #startServices(): Promise<{ database: Keys; cache: Keys }> {
    const database = await Mariadb.start();
    this.#services.push(database);
    const cache = await Redis.start();
    this.#services.push(cache);
    await importSchemas(database.access);
    const { port, user, password } = database.access;
    return {
      database: { mysql_addrs: `127.0.0.1:${port}`, mysql_user: user, mysql_password: password },
      cache: { redis_addrs: `127.0.0.1:${cache.access.port}` },
    };
  }

  async #startDaemons(folder: string, limits: SiteLimits, { database, cache }: { database: Keys; cache: Keys }) {
    const etc = join(folder, 'etc');
    mkdirSync(etc);
    const common = {
      tnv_max_connections: limits.connectionsMax,
      tnv_max_connections_per_peer: limits.perPeer,
      tnv_trusted_peers: '127.0.0.1',
      tnv_rw_timeout: limits.requestTimeout,
    };
    const start = async (name: string, command: string, keysFor: (port: number) => Keys): Promise<WatchedDaemon> => {
      const port = await freePort();
      const daemon = await WatchedDaemon.start(etc, name, command, port, { ...common, ...keysFor(port) });
      this.daemons.push(daemon);
      return daemon;
    };
    const tracker = await start('tracker', 'tracker', (port) => ({
      ...{ tnv_listen: `127.0.0.1:${port}`, check_active_interval: 10 },
      ...{ ...database, ...cache },
    }));
    const id = await start('id', 'id', (port) => ({ tnv_listen: `127.0.0.1:${port}`, ...database }));
    for (const name of ['storage1', 'storage2']) {
      await start(name, 'storage', (port) => ({
        ...{ tnv_listen_host: '127.0.0.1', tnv_storage_port: port, tnv_hostname: name },
        ...{ tnv_tracker_addrs: tracker.address, tnv_ids_addrs: id.address },
        tnv_heart_beat_interval: HEART_BEAT_SECONDS,
        ...{ ...database, ...cache },
      }));
    }
    await start('http', 'http', (port) => ({
      ...{ tnv_listen: `127.0.0.1:${port}`, tnv_tracker_addrs: tracker.address },
      ...cache,
    }));
  }

  async #uploadLarge(): Promise<void> {
    const host = createNodeHost({ log: createLog({ level: 'silent' }) });
    const client = new Client(host, {
      ...CLIENT_DEFAULTS,
      trackers: [{ host: '127.0.0.1', port: this.of('tracker').port }],
    });
    try {
      const content = contentOf(0, LARGE.size);
      await client.upload({ ...OWNER, fileid: LARGE.fileid }, bufferSource(content));
    } finally {
      await client.close();
    }
  }
}
