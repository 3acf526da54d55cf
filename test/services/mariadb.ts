import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinary } from './binary.ts';
import { freePort } from './freePort.ts';
import { makeServiceFolder, removeServiceFolder } from './serviceFolder.ts';
import { ServiceProcess } from './serviceProcess.ts';

/** How to reach a MariaDB. */
export interface MariadbAccess {
  readonly host: string;
  readonly port: number;
  /** A unix socket. */
  readonly socket: string;
  /** An account that may do everything, from everywhere, with its password. `root` has none and is local. */
  readonly user: string;
  readonly password: string;
}

const USER = 'tnv';
const PASSWORD = "tnv's secret";
const PORT_TRIES = 5;

/** A MariaDB of our own, with a fresh data folder. Its port stays the same when it is killed and started again. */
export class Mariadb {
  readonly access: MariadbAccess;
  readonly #folder: string;
  #process: ServiceProcess;

  private constructor(folder: string, port: number, process: ServiceProcess) {
    this.#folder = folder;
    this.#process = process;
    this.access = { host: '127.0.0.1', port, socket: socketIn(folder), user: USER, password: PASSWORD };
  }

  /** Makes a data folder and starts a server on it, in a second or two. */
  static async start(): Promise<Mariadb> {
    const folder = makeServiceFolder();
    try {
      await makeData(folder);
      for (let tries = 1; ; tries++) {
        const port = await freePort();
        try {
          return new Mariadb(folder, port, await startServer(folder, port));
        } catch (error) {
          if (tries === PORT_TRIES || !(error instanceof Error && error.message.includes('Bind on TCP/IP')))
            throw error;
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
    this.#process = await startServer(this.#folder, this.access.port);
  }

  /** Ends it and removes its data. */
  async stop(): Promise<void> {
    await this.#process.stop();
    removeServiceFolder(this.#folder);
  }
}

function socketIn(folder: string): string {
  return join(folder, 'mariadb.sock');
}

/** `--user` is needed by root only, and keeps it root: a changed user would lose the death signal. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

async function makeData(folder: string): Promise<void> {
  const installer = findBinary('mariadb-install-db') ?? findBinary('mysql_install_db');
  if (installer === undefined) throw new Error('mariadb-install-db is not installed');
  await promisify(execFile)(installer, [
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    // Of its own: a server that starts removes the temporary tables it finds, those of others too.
    `--tmpdir=${folder}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--innodb-log-file-size=4M',
    ...asRoot(),
  ]);
  const account = `'${USER}'@'%'`;
  writeFileSync(
    join(folder, 'init.sql'),
    `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${PASSWORD.replaceAll("'", "''")}';\n` +
      `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION;\n`,
  );
}

function startServer(folder: string, port: number): Promise<ServiceProcess> {
  const args = [
    '--no-defaults',
    ...asRoot(),
    `--datadir=${join(folder, 'data')}`,
    `--tmpdir=${folder}`,
    `--socket=${socketIn(folder)}`,
    `--pid-file=${join(folder, 'mariadb.pid')}`,
    `--init-file=${join(folder, 'init.sql')}`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    '--skip-name-resolve',
    '--skip-log-bin',
    '--innodb-buffer-pool-size=32M',
    '--innodb-log-file-size=4M',
    '--innodb-flush-log-at-trx-commit=2',
  ];
  return ServiceProcess.start('mariadbd', args, /ready for connections/);
}
