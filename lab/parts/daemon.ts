import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import type { HostProcess } from '../host/hostProcess.ts';
import { until } from '../until.ts';

const TNV = join(import.meta.dirname, '../../bin/tnv');
const START_MS = 120_000;
const POLL_MS = 300;

/** The kinds of daemons, with the ports they listen at and serve their health at. */
export const PORTS = {
  tracker: { listen: 21_000, watch: 9_101 },
  id: { listen: 22_000, watch: 9_102 },
  storage: { listen: 23_000, watch: 9_103 },
  http: { listen: 8_080, watch: 9_104 },
} as const;

export type DaemonKind = keyof typeof PORTS;

/** Keys and values of a configuration file. */
export type Keys = Readonly<Record<string, string | number>>;

/** The path of a daemon's configuration file on its host. */
export function configPath(kind: DaemonKind): string {
  return `/etc/tnv/${kind}.cfg`;
}

/** One daemon of ours on a host. */
export class Daemon {
  readonly kind: DaemonKind;
  readonly host: Host;
  readonly #env: Readonly<Record<string, string>>;
  #process: HostProcess | undefined;

  /** `env` is added to its environment. */
  constructor(kind: DaemonKind, host: Host, env: Readonly<Record<string, string>> = {}) {
    this.kind = kind;
    this.host = host;
    this.#env = env;
  }

  get name(): string {
    return `${this.kind} of ${this.host.name}`;
  }

  /** `host:port` for other daemons. */
  get address(): string {
    return `${this.host.ip}:${PORTS[this.kind].listen}`;
  }

  get isRunning(): boolean {
    return this.#process?.isRunning === true;
  }

  /** Writes its configuration: these keys, where it listens and where it tells its health. */
  async configure(keys: Keys): Promise<void> {
    const { listen, watch } = PORTS[this.kind];
    const where =
      this.kind === 'storage'
        ? { tnv_listen_host: this.host.ip, tnv_storage_port: listen }
        : { tnv_listen: `0.0.0.0:${listen}` };
    const all = { ...where, tnv_watch_addr: `127.0.0.1:${watch}`, ...keys };
    const lines = Object.entries(all).map(([key, value]) => `    ${key} = ${value}\n`);
    await this.host.write(configPath(this.kind), `service ${this.kind} {\n${lines.join('')}}\n`);
  }

  /** Starts it if it does not run. That it serves is for `healthy`. */
  start(): void {
    if (this.isRunning) return;
    this.#process = this.host.spawn(`tnv-${this.kind}`, [TNV, this.kind, '-c', configPath(this.kind)], {
      env: this.#env,
    });
  }

  /** Resolves when it says itself that it is well; one that ends is started again, as systemd does. */
  async healthy(withinMs = START_MS): Promise<void> {
    const url = `http://127.0.0.1:${PORTS[this.kind].watch}/health`;
    const trouble = async (): Promise<string | undefined> => {
      if (!this.isRunning) {
        const why = await this.#lastLine();
        this.start();
        return `it has ended: ${why}`;
      }
      await this.host.exec(['curl', '--silent', '--fail-with-body', '--max-time', '3', url]);
      return undefined;
    };
    await until(`the ${this.name} in health`, withinMs, trouble, POLL_MS);
  }

  /** Ends it without a warning. */
  async kill(): Promise<void> {
    await this.#process?.kill('SIGKILL');
  }

  /** Asks it to stop; resolves to its exit code. */
  async stop(): Promise<number | undefined> {
    await this.#process?.kill('SIGTERM');
    return this.#process?.ended;
  }

  async #lastLine(): Promise<string> {
    return (await this.host.sh(`tail -n 3 /var/log/tnv-${this.kind}.log`)).trim();
  }
}
