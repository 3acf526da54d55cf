import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../services/freePort.ts';
import { Program } from './program.ts';

/** Keys and values of a configuration file. */
export type Keys = Readonly<Record<string, string | number>>;

export type DaemonName = 'tracker' | 'id' | 'storage1' | 'storage2' | 'http';

const HEART_BEAT_SECONDS = 1;

/** Every daemon a process of its own, each with its configuration file, on ports that stay the same over restarts. */
export class Cluster {
  readonly tracker: string;
  readonly http: string;
  /** The folder that both storages share. */
  readonly library: string;
  /** `host:port` of the storages. */
  readonly storages: Readonly<Record<'storage1' | 'storage2', string>>;
  readonly #configs: ReadonlyMap<DaemonName, string>;
  readonly #programs = new Map<DaemonName, Program>();

  private constructor(
    ports: Readonly<Record<DaemonName, number>>,
    library: string,
    configs: ReadonlyMap<DaemonName, string>,
  ) {
    this.tracker = `127.0.0.1:${ports.tracker}`;
    this.http = `http://127.0.0.1:${ports.http}`;
    this.storages = { storage1: `127.0.0.1:${ports.storage1}`, storage2: `127.0.0.1:${ports.storage2}` };
    this.library = library;
    this.#configs = configs;
  }

  /**
   * Writes the files into `folder` and starts everything; `shared` keys (databases, caches) go into every file, `special`
   * ones into the file of one daemon.
   */
  static async start(
    folder: string,
    shared: Keys = {},
    special: Partial<Readonly<Record<DaemonName, Keys>>> = {},
  ): Promise<Cluster> {
    const ports = {
      tracker: await freePort(),
      id: await freePort(),
      storage1: await freePort(),
      storage2: await freePort(),
      http: await freePort(),
    };
    const etc = join(folder, 'etc');
    const library = join(folder, 'data');
    mkdirSync(etc);
    const storage = (name: 'storage1' | 'storage2'): Keys => ({
      tnv_group_name: 'group001',
      tnv_store_paths: '../data',
      tnv_listen_host: '127.0.0.1',
      tnv_storage_port: ports[name],
      tnv_hostname: name,
      tnv_tracker_addrs: `127.0.0.1:${ports.tracker}`,
      tnv_ids_addrs: `127.0.0.1:${ports.id}`,
      tnv_heart_beat_interval: HEART_BEAT_SECONDS,
    });
    const keys: Readonly<Record<DaemonName, Keys>> = {
      tracker: { tnv_listen: `127.0.0.1:${ports.tracker}`, check_active_interval: 5 },
      id: { tnv_listen: `127.0.0.1:${ports.id}`, idinc_max_step: 10 },
      storage1: storage('storage1'),
      storage2: storage('storage2'),
      http: { tnv_listen: `127.0.0.1:${ports.http}`, tnv_tracker_addrs: `127.0.0.1:${ports.tracker}` },
    };
    const configs = new Map<DaemonName, string>();
    for (const [name, own] of Object.entries(keys) as [DaemonName, Keys][]) {
      const known = Object.entries(shared).filter(([key]) => belongs(key, name));
      const lines = [...Object.entries({ ...own, ...special[name] }), ...known].map(
        ([key, value]) => `    ${key} = ${value}`,
      );
      const file = join(etc, `${name}.cfg`);
      writeFileSync(file, `service ${commandOf(name)} {\n${lines.join('\n')}\n}\n`);
      configs.set(name, file);
    }
    const cluster = new Cluster(ports, library, configs);
    try {
      for (const name of configs.keys()) await cluster.run(name);
      await cluster.active(2);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Starts a daemon and waits until it listens. */
  async run(name: DaemonName): Promise<Program> {
    const file = this.#configs.get(name);
    if (file === undefined) throw new Error(`no daemon ${name}`);
    const program = new Program([commandOf(name), '-c', file]);
    this.#programs.set(name, program);
    await program.jsonLine((line) => line.event === 'listening');
    return program;
  }

  /** The running process of a daemon. */
  program(name: DaemonName): Program {
    const program = this.#programs.get(name);
    if (program === undefined) throw new Error(`${name} does not run`);
    return program;
  }

  async kill(name: DaemonName): Promise<void> {
    await this.program(name).kill();
    this.#programs.delete(name);
  }

  /** Resolves when the running tracker has seen `count` storages become ACTIVE; to the log line of the last one. */
  active(count: number): Promise<Record<string, unknown>> {
    const seen = new Set<unknown>();
    return this.program('tracker').jsonLine((line) => {
      if (line.event === 'storage state' && line.to === 'ACTIVE') seen.add(line.storage);
      return seen.size >= count;
    });
  }

  /** Resolves when a storage has written at least `bytes` of an upload that is under way. */
  async underWay(name: 'storage1' | 'storage2', bytes: number): Promise<void> {
    const port = this.storages[name].split(':')[1];
    const owned = join(this.library, '.tnv', `${name}_${port}`);
    const staging = join(owned, ...readdirSync(owned));
    const written = (): boolean => readdirSync(staging).some((entry) => statSync(join(staging, entry)).size >= bytes);
    using watcher = disposableWatch(staging);
    while (!written()) await watcher.next();
  }

  /** Stops what still runs, gateway first; resolves to the exit codes. */
  async stop(): Promise<(number | null)[]> {
    const codes: (number | null)[] = [];
    for (const program of [...this.#programs.values()].reverse()) codes.push((await program.interrupt()).code);
    this.#programs.clear();
    return codes;
  }
}

function commandOf(name: DaemonName): string {
  return name.replace(/\d$/, '');
}

/** Which daemons know a shared key. */
function belongs(key: string, name: DaemonName): boolean {
  if (key.startsWith('mysql_')) return name !== 'http';
  if (key.startsWith('redis_')) return name !== 'id';
  return true;
}

/** Waits for changes in a folder. */
function disposableWatch(folder: string): { next(): Promise<unknown> } & Disposable {
  const watcher = watch(folder);
  return { next: () => once(watcher, 'change'), [Symbol.dispose]: () => watcher.close() };
}
