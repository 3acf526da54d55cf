import { join } from 'node:path';
import { freePort } from './freePort.ts';
import { makeServiceFolder, removeServiceFolder } from './serviceFolder.ts';
import { ServiceProcess } from './serviceProcess.ts';

/** How to reach a Redis. */
export interface RedisAccess {
  readonly host: string;
  readonly port: number;
}

const PORT_TRIES = 5;

/** A Redis of our own, empty. Its port stays the same when it is killed and started again; its data do not. */
export class Redis {
  readonly access: RedisAccess;
  readonly #folder: string;
  readonly #options: readonly string[];
  #process: ServiceProcess;

  private constructor(folder: string, options: readonly string[], port: number, process: ServiceProcess) {
    this.#folder = folder;
    this.#options = options;
    this.#process = process;
    this.access = { host: '127.0.0.1', port };
  }

  /** Starts a server; `options` are more of its command line, for example `--requirepass`, `secret`. */
  static async start(...options: string[]): Promise<Redis> {
    const folder = makeServiceFolder();
    try {
      for (let tries = 1; ; tries++) {
        const port = await freePort();
        try {
          return new Redis(folder, options, port, await startServer(folder, port, options));
        } catch (error) {
          if (tries === PORT_TRIES || !(error instanceof Error && error.message.includes('in use'))) throw error;
        }
      }
    } catch (error) {
      removeServiceFolder(folder);
      throw error;
    }
  }

  /** Ends it without a good-bye; its port refuses connections from then on. */
  async kill(): Promise<void> {
    await this.#process.kill();
  }

  /** Its connections stay open, but nothing is answered until `resume`. */
  pause(): void {
    this.#process.pause();
  }

  resume(): void {
    this.#process.resume();
  }

  /** Starts it again after `kill`, or shuts it down and starts it again. */
  async restart(): Promise<void> {
    await this.#process.stop();
    this.#process = await startServer(this.#folder, this.access.port, this.#options);
  }

  /** Ends it and removes its folder. */
  async stop(): Promise<void> {
    await this.#process.stop();
    removeServiceFolder(this.#folder);
  }
}

function startServer(folder: string, port: number, options: readonly string[]): Promise<ServiceProcess> {
  const args = [
    ...['--bind', '127.0.0.1', '--port', String(port)],
    ...['--dir', folder, '--unixsocket', join(folder, 'redis.sock')],
    ...['--save', '', '--appendonly', 'no', '--daemonize', 'no'],
    ...options,
  ];
  return ServiceProcess.start('redis-server', args, /Ready to accept connections/);
}
