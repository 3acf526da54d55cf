import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupName } from '../../../sim/chaos/names.ts';
import type { MachineKind } from '../../../sim/chaos/plan.ts';
import { importSchemas } from '../../e2e/mariadbSite.ts';

import { Mariadb } from '../../services/mariadb.ts';
import { runSql } from '../../services/mariadbClient.ts';
import { Redis } from '../../services/redis.ts';
import { type DaemonReport, SupervisedDaemon } from './daemon.ts';
import { Line } from './line.ts';
import * as machines from './machines.ts';
import { steadyPort } from './steadyPort.ts';
import { Volume } from './volume.ts';
import { faketimeLibrary, WallClock } from './wallClock.ts';

const { COMMON_KEYS, GROUPS, ID_SERVERS, STORAGES_A_GROUP, storageName, TRACKERS } = machines;

const PLANTED_BUG = join(import.meta.dirname, '../../e2e/plantedBug.ts');

/** What is special about a site. */
export interface SiteOptions {
  /** A bug of the simulator's catalogue that is planted into the daemons. */
  readonly bug: string | undefined;
  /** Whether deployed daemons do the work at first, beside a gateway of ours. */
  readonly movesOver: boolean;
}

interface Server {
  readonly name: string;
  readonly kind: MachineKind;
  readonly group: number | undefined;
  readonly port: number;
}

/**
 * Two of every daemon, two groups of two storages, a gateway, a MariaDB and a Redis, each a process of its own; every
 * way between them, and from clients to them, is a `Line`, but for the gateway's.
 */
export class SoakSite {
  readonly volumes: Volume[] = [];
  readonly daemons: SupervisedDaemon[] = [];
  readonly lines: Line[] = [];
  /** Port of the clients' line by the port of the server. */
  readonly clientPorts = new Map<number, number>();
  readonly #folder: string;
  readonly #bug: string | undefined;
  readonly #isOld: boolean;
  #database: Mariadb | undefined;
  #cache: Redis | undefined;

  private constructor(folder: string, { bug, movesOver }: SiteOptions) {
    this.#folder = folder;
    this.#bug = bug;
    this.#isOld = movesOver;
  }

  /**
   * Starts everything below `folder`; what was started is stopped again when that fails.
   */
  static async start(
    folder: string,
    listen: machines.ListenBetween,
    report: DaemonReport,
    options: SiteOptions,
  ): Promise<SoakSite> {
    const site = new SoakSite(folder, options);
    try {
      await site.#start(listen, report);
    } catch (error) {
      await site.stop();
      throw error;
    }
    return site;
  }

  get database(): Mariadb {
    if (this.#database === undefined) throw new Error('there is no database');
    return this.#database;
  }

  get cache(): Redis {
    if (this.#cache === undefined) throw new Error('there is no cache');
    return this.#cache;
  }

  of(kind: SupervisedDaemon['kind']): SupervisedDaemon[] {
    return this.daemons.filter((daemon) => daemon.kind === kind);
  }

  /** Ends all that runs, at once, and gives the volumes back. */
  async stop(): Promise<void> {
    await Promise.all(this.daemons.map((daemon) => daemon.abandon()));
    await Promise.all(this.lines.map((line) => line.stop()));
    await Promise.all([this.#database?.stop(), this.#cache?.stop(), ...this.volumes.map((volume) => volume.stop())]);
  }

  async #start(listen: machines.ListenBetween, report: DaemonReport): Promise<void> {
    mkdirSync(join(this.#folder, 'etc'));
    for (let group = 0; group < GROUPS; group++) this.volumes.push(await Volume.make(this.#folder, `vol${group + 1}`));
    [this.#database, this.#cache] = await Promise.all([Mariadb.start(), Redis.start()]);
    await importSchemas(this.database.access);
    const groups = Array.from({ length: GROUPS }, (_, group) => `('${groupName(group)}')`).join();
    if (this.#isOld) await runSql(this.database.access, "SET GLOBAL tx_isolation = 'SERIALIZABLE'");
    await runSql(this.database.access, `INSERT IGNORE INTO tnv_trackerdb.t_group_info (group_name) VALUES ${groups}`);

    const servers = await makeServers();
    for (const { name, port } of servers) {
      const line = await this.#line(`clients to ${name}`, port);
      this.clientPorts.set(port, line.port);
    }
    const shared = await this.#sharedKeys();
    const inner = async (kind: 'tracker' | 'id'): Promise<string> => {
      const lines = await Promise.all(
        servers
          .filter((server) => server.kind === kind)
          .map(({ name, port }) => this.#line(`storages to ${name}`, port, listen('a storage', name, kind))),
      );
      return lines.map((line) => `127.0.0.1:${line.port}`).join(';');
    };
    const trackers = await inner('tracker');
    const ids = await inner('id');
    const special = (server: Server): machines.Keys => {
      if (server.kind === 'storage')
        return { ...this.#storageKeys(server), tnv_tracker_addrs: trackers, tnv_ids_addrs: ids };
      const keys = { tnv_listen: `127.0.0.1:${server.port}`, tnv_hostname: server.name };
      if (server.kind === 'id') return { ...keys, idinc_max_step: 10 };
      return { ...keys, check_active_interval: machines.CHECK_ACTIVE_MS / 1000, tnv_apps_id: 'tnvideo;tnother' };
    };
    for (const server of servers) this.#add(server, { ...special(server), ...shared[server.kind] }, report);
    const gateway = { name: 'http', kind: 'http', group: undefined, port: await steadyPort() } as const;
    const gatewayKeys = {
      tnv_listen: `127.0.0.1:${gateway.port}`,
      tnv_tracker_addrs: trackers,
      tnv_userid: machines.GATEWAY_USERID,
    };
    this.#add(gateway, { ...gatewayKeys, ...shared.http }, report);
    for (const daemon of this.daemons) daemon.start();
  }

  #storageKeys({ name, group = 0, port }: Server): machines.Keys {
    return {
      tnv_group_name: groupName(group),
      tnv_store_paths: this.volumes[group]?.text ?? '',
      tnv_listen_host: '127.0.0.1',
      tnv_storage_port: port,
      tnv_hostname: name,
      tnv_heart_beat_interval: machines.HEART_BEAT_MS / 1000,
    };
  }

  async #line(name: string, port: number, listen?: Parameters<typeof Line.start>[2]): Promise<Line> {
    const line = await Line.start(name, port, listen);
    this.lines.push(line);
    return line;
  }

  /** Each kind of daemon has ways of its own to the database and to the cache. */
  async #sharedKeys(): Promise<Readonly<Record<SupervisedDaemon['kind'], machines.Keys>>> {
    const { port, user, password } = this.database.access;
    const database = async (who: string): Promise<machines.Keys> => {
      const line = await this.#line(`${who} to the database`, port);
      return {
        ...COMMON_KEYS.database,
        mysql_addrs: `127.0.0.1:${line.port}`,
        mysql_user: user,
        mysql_password: password,
      };
    };
    const cache = async (who: string): Promise<machines.Keys> => {
      const line = await this.#line(`${who} to the cache`, this.cache.access.port);
      return { ...COMMON_KEYS.cache, redis_addrs: `127.0.0.1:${line.port}` };
    };
    return {
      tracker: { ...COMMON_KEYS.server, ...(await database('trackers')), ...(await cache('trackers')) },
      id: { ...COMMON_KEYS.server, ...(await database('id servers')) },
      storage: { ...COMMON_KEYS.server, ...(await database('storages')), ...(await cache('storages')) },
      http: { log_level: COMMON_KEYS.server.log_level, ...(await cache('the gateway')) },
    };
  }

  #add(
    what: Pick<SupervisedDaemon, 'name' | 'kind' | 'group' | 'port'>,
    keys: machines.Keys,
    report: DaemonReport,
  ): void {
    const config = join(this.#folder, 'etc', `${what.name}.cfg`);
    const lines = Object.entries(keys).map(([key, value]) => `    ${key} = ${value}`);
    writeFileSync(config, `service ${what.kind} {\n${lines.join('\n')}\n}\n`);
    const library = faketimeLibrary();
    const clock = library === undefined ? undefined : new WallClock(join(this.#folder, 'etc', `${what.name}.clock`));
    const environment = {
      ...(library === undefined ? {} : clock?.environment(library)),
      ...(this.#bug === undefined ? {} : { TNV_TEST_BUG: this.#bug, NODE_OPTIONS: `--import ${PLANTED_BUG}` }),
    };
    const isOld = this.#isOld && what.kind !== 'http';
    this.daemons.push(new SupervisedDaemon({ ...what, config, clock, environment, isOld }, report));
  }
}

async function makeServers(): Promise<Server[]> {
  const servers: Server[] = [];
  const add = async (kind: MachineKind, name: string, group?: number): Promise<void> => {
    servers.push({ kind, name, group, port: await steadyPort() });
  };
  for (let n = 1; n <= TRACKERS; n++) await add('tracker', `tracker${n}`);
  for (let n = 1; n <= ID_SERVERS; n++) await add('id', `id${n}`);
  for (let group = 0; group < GROUPS; group++) {
    for (let n = 0; n < STORAGES_A_GROUP; n++) await add('storage', storageName(group, n), group);
  }
  return servers;
}
