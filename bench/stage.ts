import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeDeleteRequest } from '../src/protocol/delete.ts';
import { encodeUploadRequest } from '../src/protocol/upload.ts';
import { importSchemas } from '../test/e2e/mariadbSite.ts';
import { ensureBinary } from '../test/services/binary.ts';
import { Mariadb } from '../test/services/mariadb.ts';
import { FILES, fileidOf, NUMBER_AT } from './files.ts';
import { Helper } from './helper.ts';
import type { Job } from './load/job.ts';
import type { Subject } from './measurement.ts';
import { ensureNginx, startNginx } from './nginx.ts';
import type { Shape } from './references/bareServer.ts';
import { Site } from './site/site.ts';

/** Where the sites are. */
export interface Volumes {
  /** A folder in memory, where a sync costs nothing; the same as `disk` where there is none. */
  readonly memory: string;
  readonly disk: string;
}

/** What measurements are made with. Its parts are started when they are first asked for. */
export class Stage {
  readonly load = new Helper('load/main.ts');
  readonly volumes: Volumes;
  readonly #mariadb: boolean;
  readonly #bare = new Helper('references/main.ts');
  readonly #stoppable: { stop(): Promise<void> }[] = [this.load, this.#bare];
  #memory: Promise<Site> | undefined;
  #disk: Promise<Site> | undefined;
  #nginx: Promise<{ port: number; pid: number } | undefined> | undefined;
  #files = 0;

  /** `mariadb`: whether each site has one instead of its embedded databases. */
  constructor(volumes: Volumes, mariadb: boolean) {
    this.volumes = volumes;
    this.#mariadb = mariadb;
  }

  /** The site whose volumes and databases are in memory. */
  memory(): Promise<Site> {
    this.#memory ??= this.#start(this.volumes.memory);
    return this.#memory;
  }

  /** The site whose volumes and databases are on a disk. */
  disk(): Promise<Site> {
    this.#disk ??= this.#start(this.volumes.disk);
    return this.#disk;
  }

  /** A server without any work that takes the same bytes and gives as many. */
  async bare(name: string, shape: Shape, job: Omit<Job, 'port' | 'connections' | 'until'>): Promise<Subject> {
    const { port } = await this.#bare.ask<{ port: number }>(shape);
    return { name, pids: [this.#bare.pid], job: () => ({ ...job, port }) };
  }

  /** nginx with the file `content` of `size` bytes; undefined when there is none. */
  nginx(size: number): Promise<{ port: number; pid: number } | undefined> {
    this.#nginx ??= this.#startNginx(size);
    return this.#nginx;
  }

  /** Numbers of new files, `count` of them. */
  numbers(count: number): number {
    const first = this.#files;
    this.#files += count;
    return first;
  }

  /** Uploads `count` files of `size` bytes to a storage; resolves to the number of the first. */
  async seed(site: Site, count: number, size: number): Promise<number> {
    const first = this.numbers(count);
    await this.load.ask({
      port: site.ports.storage,
      framing: 'tnv',
      packet: encodeUploadRequest({ ...FILES, size: BigInt(size) }),
      contentSize: size,
      counter: { at: NUMBER_AT, first, count },
      connections: Math.min(count, 16),
      until: { requests: count },
    } satisfies Job);
    return first;
  }

  /** Removes the file with a number. */
  async remove(site: Site, number: number): Promise<void> {
    const packet = encodeDeleteRequest({ ...FILES, fileid: fileidOf(number) });
    const job: Job = { port: site.ports.storage, framing: 'tnv', packet, connections: 1, until: { requests: 1 } };
    await this.load.ask(job);
  }

  async stop(): Promise<void> {
    await Promise.allSettled([this.#memory, this.#disk, this.#nginx]);
    for (const part of this.#stoppable.reverse()) await part.stop();
  }

  async #start(volume: string): Promise<Site> {
    const keys = this.#mariadb ? await this.#startMariadb() : {};
    const site = await Site.start(volume, keys);
    this.#stoppable.push(site);
    return site;
  }

  async #startMariadb(): Promise<Readonly<Record<string, string>>> {
    const missing = await ensureBinary('mariadbd', 'mariadb-server');
    if (missing !== undefined) throw new Error(missing);
    const mariadb = await Mariadb.start();
    this.#stoppable.push(mariadb);
    await importSchemas(mariadb.access);
    const { host, port, user, password } = mariadb.access;
    return { mysql_addrs: `${host}:${port}`, mysql_user: user, mysql_password: password };
  }

  async #startNginx(size: number): Promise<{ port: number; pid: number } | undefined> {
    if ((await ensureNginx()) !== undefined) return undefined;
    const { folder } = await this.memory();
    const root = join(folder, 'nginx');
    mkdirSync(root);
    writeFileSync(join(root, 'content'), Buffer.alloc(size, 'tnv'));
    const nginx = await startNginx(folder, root);
    this.#stoppable.push(nginx.process);
    return { port: nginx.port, pid: nginx.process.pid };
  }
}
