import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { encodeRequest } from '../../conformance/wire/layout.ts';
import { Client } from '../../src/client/client.ts';
import { CLIENT_DEFAULTS } from '../../src/client/clientConfig.ts';
import { newFileId } from '../../src/client/fileId.ts';
import { createLog } from '../../src/host/node/log.ts';
import { createNodeHost } from '../../src/host/node/nodeHost.ts';
import type { FileAddress } from '../../src/protocol/fileAddress.ts';
import { userTable } from '../../src/store/userTable.ts';
import { Program, run } from '../e2e/program.ts';
import { temporaryFolder } from '../e2e/temporaryFolder.ts';
import { freePort } from '../services/freePort.ts';
import { Mariadb } from '../services/mariadb.ts';
import { runSql } from '../services/mariadbClient.ts';
import { Redis as RedisServer } from '../services/redis.ts';
import { DEPLOYED_TABLES } from './deployedTables.ts';
import { OldClient } from './old/client.ts';
import { Peer } from './old/peer.ts';

const OLD_DAEMON = join(import.meta.dirname, 'old/main.ts');
const NAMES = ['tracker1', 'tracker2', 'id1', 'id2', 'storage1', 'storage2'] as const;

const PACKETS = { upload: 'UPLOAD', download: 'DOWNLOAD', filesize: 'FILESIZE', delete: 'DELETE' } as const;

/** What a storage can be asked. */
export type Asked = keyof typeof PACKETS;
export type Name = (typeof NAMES)[number];
/** Who made a daemon: a deployed one, or we. */
export type Maker = 'old' | 'ours';

const host = createNodeHost({ log: createLog({ level: 'error' }) });

/**
 * Two of every daemon, deployed ones and ours, each a process of its own, on a MariaDB with the tables of a deployed site,
 * a Redis and a volume that all of them share. Their configuration files serve both makers.
 */
export class MixedSite {
  readonly folder: string;
  readonly database: Mariadb;
  readonly cache: RedisServer;
  readonly ports: Readonly<Record<Name, number>>;
  readonly #redis: Redis;
  readonly #release: () => Promise<void>;
  readonly #programs = new Map<Name, Program>();
  readonly #makers = new Map<Name, Maker>();
  readonly #clients: (Client | OldClient)[] = [];

  private constructor(
    folder: { readonly path: string } & AsyncDisposable,
    database: Mariadb,
    cache: RedisServer,
    ports: Readonly<Record<Name, number>>,
  ) {
    this.folder = folder.path;
    this.database = database;
    this.cache = cache;
    this.ports = ports;
    this.#redis = new Redis(cache.access.port, { maxRetriesPerRequest: 0 });
    this.#release = () => Promise.resolve(folder[Symbol.asyncDispose]());
  }

  /** Makes databases, cache, volume and configuration; no daemon runs yet. */
  static async make(): Promise<MixedSite> {
    const folder = await temporaryFolder();
    const [database, cache] = await Promise.all([Mariadb.start(), RedisServer.start()]);
    const ports = {} as Record<Name, number>;
    for (const name of NAMES) ports[name] = await freePort();
    const site = new MixedSite(folder, database, cache, ports);
    mkdirSync(join(folder.path, 'etc'));
    mkdirSync(join(folder.path, 'data'));
    for (const name of NAMES) site.#configure(name);
    await site.sql(DEPLOYED_TABLES);
    return site;
  }

  /** Starts daemons and waits until they listen, and until storages among them are ACTIVE at the trackers. */
  async run(makers: Partial<Readonly<Record<Name, Maker>>>): Promise<void> {
    for (const [name, maker] of Object.entries(makers) as [Name, Maker][]) {
      const program = new Program([kindOf(name), '-c', this.config(name)], {
        ...(maker === 'old' ? { program: [process.execPath, OLD_DAEMON] } : {}),
      });
      this.#programs.set(name, program);
      this.#makers.set(name, maker);
      await program.jsonLine((line) => line.event === 'listening');
    }
    await this.settled();
  }

  /** Has exactly these daemons run; those that do already go on. */
  async rearrange(makers: Readonly<Record<Name, Maker>>): Promise<void> {
    const others = NAMES.filter((name) => this.#makers.get(name) !== makers[name]);
    await Promise.all(others.map((name) => this.end(name)));
    await this.run(Object.fromEntries(others.map((name) => [name, makers[name]])));
  }

  /** Stops a daemon as an operator does. */
  async end(name: Name): Promise<void> {
    await this.#programs.get(name)?.interrupt();
    this.#programs.delete(name);
    this.#makers.delete(name);
  }

  /** Resolves when every running storage is ACTIVE at every running tracker. */
  async settled(): Promise<void> {
    const running = [...this.#programs.keys()];
    const storages = running.filter((name) => kindOf(name) === 'storage');
    for (const tracker of running.filter((name) => kindOf(name) === 'tracker')) {
      const asker = this.client(tracker);
      const active = (text: string, storage: Name): boolean =>
        new RegExp(`ADDRESS: 127\\.0\\.0\\.1:${this.ports[storage]}\n(?:.*\n){3}STATUS: ACTIVE`).test(text);
      for (;;) {
        const text = await asker.groups();
        if (storages.every((storage) => active(text, storage))) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  config(name: Name): string {
    return join(this.folder, 'etc', `${name}.cfg`);
  }

  /** A client of ours that asks these trackers, of those that run unless told. */
  client(...trackers: Name[]): Client {
    const client = new Client(host, { ...CLIENT_DEFAULTS, trackers: this.#addresses(trackers), locationTtlMs: 1 });
    this.#clients.push(client);
    return client;
  }

  oldClient(...trackers: Name[]): OldClient {
    const client = new OldClient(this.#addresses(trackers));
    this.#clients.push(client);
    return client;
  }

  /** Asks one storage, and no other; the body of its success. */
  async ask(storage: Name, what: Asked, file: FileAddress, content: Buffer = Buffer.alloc(0)): Promise<Buffer> {
    const peer = await Peer.open({ host: '127.0.0.1', port: this.ports[storage] });
    const more = {
      upload: { size: content.length, content },
      download: { offset: 0, size: 0 },
      filesize: {},
      delete: {},
    };
    try {
      return await peer.ask(encodeRequest(PACKETS[what], { ...file, ...more[what] }));
    } finally {
      peer.close();
    }
  }

  /** The path in the row of a file. */
  async pathOf({ userid, fileid }: FileAddress): Promise<string | undefined> {
    const table = `tnv_storagedb.t_file_0${userTable(userid)}`;
    return (await this.sql(`SELECT file_path FROM ${table} WHERE id = '${fileid}'`)).split('\n')[1];
  }

  /** What the cache says of a file. */
  async cached({ userid, fileid }: FileAddress): Promise<string | undefined> {
    return (await this.#redis.get(`storage:uid:fid:${userid}:${fileid}`)) ?? undefined;
  }

  async putCached({ userid, fileid }: FileAddress, value: string): Promise<void> {
    await this.#redis.setex(`storage:uid:fid:${userid}:${fileid}`, 60, value);
  }

  /** Brings the tables in order, by `tnv db migrate`. */
  async migrate(): Promise<void> {
    const files = (['tracker1', 'id1', 'storage1'] as const).flatMap((name) => ['-c', this.config(name)]);
    const { user, password } = this.database.access;
    const env = { TNV_MYSQL_ADMIN_PASSWORD: password };
    const { code, stdout, stderr } = await run(['db', 'migrate', '--admin-user', user, ...files], { env });
    if (code !== 0) throw new Error(`tnv db migrate ended with ${code}: ${stdout} ${stderr}`);
  }

  sql(text: string): Promise<string> {
    return runSql(this.database.access, text);
  }

  async stop(): Promise<void> {
    this.#redis.disconnect();
    await Promise.all(this.#clients.map((client) => client.close()));
    await Promise.all([...this.#programs.values()].map((program) => program.kill()));
    await Promise.all([this.database.stop(), this.cache.stop()]);
    await this.#release();
  }

  #addresses(names: readonly Name[]): [{ host: string; port: number }, ...{ host: string; port: number }[]] {
    const asked = names.length > 0 ? names : [...this.#programs.keys()].filter((name) => kindOf(name) === 'tracker');
    const [first, ...others] = asked.map((name) => ({ host: '127.0.0.1', port: this.ports[name] }));
    if (first === undefined) throw new Error('no tracker runs');
    return [first, ...others];
  }

  #configure(name: Name): void {
    const { access } = this.database;
    const at = (...names: Name[]): string => names.map((each) => `127.0.0.1:${this.ports[each]}`).join(';');
    const database = {
      mysql_addrs: `127.0.0.1:${access.port}`,
      mysql_user: access.user,
      mysql_password: access.password,
    };
    const cache = { redis_addrs: `127.0.0.1:${this.cache.access.port}`, redis_key_timeout: 60 };
    const listen = { tnv_listen: at(name), tnv_hostname: name };
    const keys = {
      tracker: { ...listen, ...database, ...cache, check_active_interval: 5, tnv_max_connections: 500 },
      id: { ...listen, ...database, idinc_max_step: 10, tnv_max_connections: 500 },
      storage: {
        ...{ tnv_listen_host: '127.0.0.1', tnv_storage_port: this.ports[name], tnv_hostname: name },
        ...{ tnv_store_paths: '../data', tnv_heart_beat_interval: 1, tnv_max_connections: 500 },
        ...{ tnv_tracker_addrs: at('tracker1', 'tracker2'), tnv_ids_addrs: at('id1', 'id2') },
        ...{ ...database, ...cache },
      },
    }[kindOf(name)];
    const lines = Object.entries(keys).map(([key, value]) => `    ${key} = ${value}`);
    writeFileSync(this.config(name), `service ${kindOf(name)} {\n${lines.join('\n')}\n}\n`);
  }
}

/** A file nobody has uploaded yet. */
export function newFile(userid = 'tnv001'): FileAddress {
  return { appid: 'tnvideo', userid, fileid: newFileId(host, userid) };
}

function kindOf(name: Name): 'tracker' | 'id' | 'storage' {
  return name.replace(/\d$/, '') as 'tracker' | 'id' | 'storage';
}
