import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../services/freePort.ts';
import type { Keys } from './cluster.ts';
import { Program } from './program.ts';

/** A busy machine is late with the beats of storages that are played; the kit takes up to 10. */
const CHECK_SECONDS = 5;
const DAEMONS = ['tracker1', 'tracker2', 'id1', 'id2', 'storage1', 'storage2', 'http'] as const;
type DaemonName = (typeof DAEMONS)[number];
type Part = 'tracker' | 'id' | 'storage' | 'http';

/**
 * Two of every daemon on shared databases and one library, with a gateway, each a process of its own; and a hook file by
 * which others, the conformance kit for one, can have them killed and started.
 */
export class TwinSite {
  /** An executable: `hook start|stop|kill|restart PART host:port`. */
  readonly hook: string;
  readonly #ports: Readonly<Record<DaemonName, number>>;
  readonly #configs = new Map<DaemonName, string>();
  readonly #programs = new Map<DaemonName, Program>();
  readonly #hooks: Server;

  private constructor(folder: string, ports: Readonly<Record<DaemonName, number>>) {
    this.#ports = ports;
    this.hook = join(folder, 'hook');
    this.#hooks = createServer((request, response) => {
      this.#act((request.url ?? '').slice(1).split('/')).then(
        () => response.end('done\n'),
        (error: unknown) => response.writeHead(500).end(`${error}\n`),
      );
    });
  }

  /** Starts everything below `folder`; `shared` keys (databases, caches) go into every file that knows them. */
  static async start(folder: string, shared: Keys = {}): Promise<TwinSite> {
    const ports = {} as Record<DaemonName, number>;
    for (const name of DAEMONS) ports[name] = await freePort();
    const site = new TwinSite(folder, ports);
    try {
      site.#writeConfigs(folder, shared);
      await site.#openHook();
      await Promise.all(DAEMONS.map((name) => site.#run(name)));
      await Promise.all([site.#settled('tracker1'), site.#settled('tracker2')]);
    } catch (error) {
      await site.stop();
      throw error;
    }
    return site;
  }

  /** What the kit is told of this site on its command line. */
  get options(): string[] {
    const addresses = (['tracker', 'id', 'storage'] as const).flatMap((part) =>
      [1, 2].flatMap((n) => [`--${part}`, `127.0.0.1:${this.#ports[`${part}${n}` as DaemonName]}`]),
    );
    const http = ['--http', `http://127.0.0.1:${this.#ports.http}`];
    return [...addresses, ...http, '--check-interval', `${CHECK_SECONDS}`, '--heartbeat', '1', '--hook', this.hook];
  }

  /** Stops what runs, the gateway first; resolves to the exit codes. */
  async stop(): Promise<(number | null)[]> {
    const closed = new Promise((resolve) => this.#hooks.close(resolve));
    this.#hooks.closeAllConnections();
    await closed;
    const codes: (number | null)[] = [];
    for (const name of [...DAEMONS].reverse()) {
      const program = this.#programs.get(name);
      if (program !== undefined) codes.push((await program.interrupt()).code);
    }
    return codes;
  }

  #writeConfigs(folder: string, shared: Keys): void {
    const etc = join(folder, 'etc');
    mkdirSync(etc);
    for (const name of DAEMONS) {
      const known = Object.entries(shared).filter(([key]) => knows(partOf(name), key));
      const lines = [...Object.entries(this.#keysOf(name)), ...known].map(([key, value]) => `    ${key} = ${value}`);
      const file = join(etc, `${name}.cfg`);
      writeFileSync(file, `service ${partOf(name)} {\n${lines.join('\n')}\n}\n`);
      this.#configs.set(name, file);
    }
  }

  #keysOf(name: DaemonName): Keys {
    const listen = `127.0.0.1:${this.#ports[name]}`;
    const trackers = `127.0.0.1:${this.#ports.tracker1};127.0.0.1:${this.#ports.tracker2}`;
    switch (partOf(name)) {
      case 'tracker':
        return { tnv_listen: listen, check_active_interval: CHECK_SECONDS };
      case 'id':
        return { tnv_listen: listen, idinc_max_step: 10 };
      case 'http':
        return { tnv_listen: listen, tnv_tracker_addrs: trackers };
      case 'storage':
        return {
          tnv_group_name: 'group001',
          tnv_store_paths: '../data',
          tnv_listen_host: '127.0.0.1',
          tnv_storage_port: this.#ports[name],
          tnv_hostname: name,
          tnv_tracker_addrs: trackers,
          tnv_ids_addrs: `127.0.0.1:${this.#ports.id1};127.0.0.1:${this.#ports.id2}`,
          tnv_heart_beat_interval: 1,
        };
    }
  }

  async #openHook(): Promise<void> {
    await new Promise<void>((resolve) => this.#hooks.listen(0, '127.0.0.1', resolve));
    const { port } = this.#hooks.address() as AddressInfo;
    const ask = `fetch('http://127.0.0.1:${port}/' + process.argv.slice(1).join('/')).then(async (r) => { process.stdout.write(await r.text()); process.exitCode = r.ok ? 0 : 1; })`;
    writeFileSync(this.hook, `#!/bin/sh\nexec '${process.execPath}' -e "${ask}" -- "$@"\n`, { mode: 0o755 });
  }

  async #act([action, part, address]: readonly string[]): Promise<void> {
    const name = DAEMONS.find((each) => partOf(each) === part && (address ?? '').endsWith(`:${this.#ports[each]}`));
    if (name === undefined) throw new Error(`there is no ${part} at ${address}`);
    const program = this.#programs.get(name);
    if (action === 'kill') await program?.kill();
    else if (action === 'stop' || action === 'restart') await program?.interrupt();
    else if (action !== 'start') throw new Error(`cannot ${action}`);
    if (action === 'start' || action === 'restart') await this.#run(name);
    else this.#programs.delete(name);
  }

  /** Starts a daemon and waits until it listens. */
  async #run(name: DaemonName): Promise<void> {
    const program = new Program([partOf(name), '-c', this.#configs.get(name) ?? '']);
    this.#programs.set(name, program);
    await program.jsonLine((line) => line.event === 'listening');
  }

  /** Resolves when a tracker has seen both storages become ACTIVE. */
  async #settled(name: DaemonName): Promise<void> {
    const seen = new Set<unknown>();
    await this.#programs.get(name)?.jsonLine((line) => {
      if (line.event === 'storage state' && line.to === 'ACTIVE') seen.add(line.storage);
      return seen.size >= 2;
    });
  }
}

function partOf(name: DaemonName): Part {
  return name.replace(/\d$/, '') as Part;
}

/** Whether a kind of daemon has a shared key. */
function knows(part: Part, key: string): boolean {
  if (key.startsWith('mysql_')) return part !== 'http';
  if (key.startsWith('redis_')) return part !== 'id';
  return true;
}
