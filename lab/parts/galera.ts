import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import { until } from '../until.ts';
import type { Part, RunningPart } from './part.ts';

const CONFIG = readFileSync(join(import.meta.dirname, '../../etc/galera/60-galera.cnf'), 'utf8');
/** The hosts that the file names. */
const EXAMPLE_HOSTS = 'gcomm://host1,host2,host3';
const CONFIG_FOLDER = '/etc/mysql/mariadb.conf.d';
/** Many hosts share the memory of one machine here. */
const SMALL = '[galera]\ninnodb_log_file_size = 32M\ninnodb_buffer_pool_size = 64M\n';
const DATA = '/var/lib/mysql';
const PORT = 3306;
const PROCESS = '^mariadbd';
const START_MS = 120_000;
const END_MS = 10_000;
const POLL_MS = 200;

/** As Debian's unit does: where this node stopped, whatever stopped it, and on from there. */
const START = `
  set -f
  position=
  if [ -e "${DATA}/ibdata1" ]; then position=$(galera_recovery) || exit 1; fi
  exec mariadbd "$@" $position`;

/** One database on several hosts, each of which takes changes. */
export class Galera implements RunningPart {
  readonly hosts: readonly Host[];

  private constructor(hosts: readonly Host[]) {
    this.hosts = hosts;
  }

  /** A new cluster; what databases the hosts had before is gone. Nobody but root of each host can log in yet. */
  static async up(hosts: readonly Host[]): Promise<Galera> {
    const galera = new Galera(hosts);
    const [first, ...others] = hosts;
    if (first === undefined) throw new Error('a cluster needs hosts');
    await Promise.all(hosts.map((host) => galera.#prepare(host)));
    await first.exec([
      'mariadb-install-db',
      '--user=mysql',
      '--auth-root-authentication-method=socket',
      '--skip-test-db',
    ]);
    await galera.#start(first, '--wsrep-new-cluster');
    await galera.#synced(first, 1);
    await Promise.all(others.map((host) => galera.#start(host)));
    await Promise.all(hosts.map((host) => galera.#synced(host, hosts.length)));
    return galera;
  }

  /** As in `mysql_addrs`. */
  get addresses(): string[] {
    return this.hosts.map(({ ip }) => `${ip}:${PORT}`);
  }

  get hints(): string[] {
    const names = this.hosts.map(({ name }) => name).join(', ');
    return [`a database on each of ${names}: mariadb -e "SHOW STATUS LIKE 'wsrep_cluster_%'"`];
  }

  /** Runs statements as root of a host; resolves to what they print, columns behind tabs. Rejects with their error. */
  sql(host: Host, statements: string): Promise<string> {
    return host.exec(['mariadb', '--user=root', '--batch', '--skip-column-names'], { input: statements });
  }

  /** Kills a node, as a crash does. */
  async kill(host: Host): Promise<void> {
    if (!(await host.signal(PROCESS))) throw new Error(`${host.name} has no mariadbd`);
    await until(`the end of mariadbd on ${host.name}`, END_MS, () => isThere(host));
  }

  async revive(host: Host): Promise<void> {
    await this.#start(host);
    await this.#synced(host, 1);
  }

  /**
   * Starts a cluster none of whose nodes runs any more: the one that knows most begins, the others follow. Resolves when
   * all of them take part.
   */
  async reviveAll(): Promise<void> {
    const positions = await Promise.all(this.hosts.map(positionOf));
    const most = positions.reduce((one, other) => (other > one ? other : one));
    const first = this.hosts[positions.indexOf(most)];
    if (first === undefined) throw new Error('a cluster needs hosts');
    await first.exec(['sed', '-i', 's/^safe_to_bootstrap: 0$/safe_to_bootstrap: 1/', `${DATA}/grastate.dat`]);
    await this.#start(first, '--wsrep-new-cluster');
    await this.#synced(first, 1);
    await Promise.all(this.hosts.filter((host) => host !== first).map((host) => this.#start(host)));
    await Promise.all(this.hosts.map((host) => this.#synced(host, this.hosts.length)));
  }

  /** How many nodes a node sees, itself included, and what it says of itself: `3 Primary Synced`. */
  async stateOf(host: Host): Promise<string> {
    const names = ['wsrep_cluster_size', 'wsrep_cluster_status', 'wsrep_local_state_comment'];
    const rows = await this.sql(host, `SHOW STATUS WHERE Variable_name IN ('${names.join("', '")}')`);
    const values = new Map(rows.split('\n').map((row): [string, string] => row.split('\t') as [string, string]));
    return names.map((name) => values.get(name) ?? '?').join(' ');
  }

  async #prepare(host: Host): Promise<void> {
    const names = this.hosts.map(({ name }) => name).join(',');
    await host.write(`${CONFIG_FOLDER}/60-galera.cnf`, CONFIG.replace(EXAMPLE_HOSTS, `gcomm://${names}`));
    await host.write(`${CONFIG_FOLDER}/61-node.cnf`, `[galera]\nwsrep_node_address = ${host.ip}\n`);
    await host.write(`${CONFIG_FOLDER}/99-small.cnf`, SMALL);
    await host.sh(`rm -rf "$1"; install -d -o mysql -g mysql "$1"`, [DATA]);
  }

  async #start(host: Host, ...how: string[]): Promise<void> {
    await host.sh('install -d -o mysql -g mysql /run/mysqld; touch /var/log/mariadbd.log');
    if ((await isThere(host)) !== undefined) return;
    // Its transfer of files between nodes does not work for root.
    const user = ['setpriv', '--reuid=mysql', '--regid=mysql', '--init-groups'];
    host.spawn('mariadbd', [...user, 'sh', '-c', START, 'sh', ...how]);
  }

  async #synced(host: Host, nodesMin: number): Promise<void> {
    const what = `the database on ${host.name} (see /var/log/mariadbd.log there)`;
    const trouble = async (): Promise<string | undefined> => {
      const state = await this.stateOf(host);
      return Number.parseInt(state, 10) >= nodesMin && state.endsWith(' Primary Synced') ? undefined : state;
    };
    await until(what, START_MS, trouble, POLL_MS);
  }
}

/** That a node's process is there; undefined when it is not. */
async function isThere(host: Host): Promise<string | undefined> {
  return (await host.signal(PROCESS, 'SIGCONT')) ? 'it is there' : undefined;
}

/** Up to which change a node that does not run has everything. */
async function positionOf(host: Host): Promise<bigint> {
  const text = await host.exec(['setpriv', '--reuid=mysql', '--regid=mysql', '--init-groups', 'galera_recovery']);
  const position = /:(-?\d+)\s*$/.exec(text)?.[1];
  if (position === undefined) throw new Error(`${host.name} does not know where it stopped: ${text}`);
  return BigInt(position);
}

/** The part alone: a cluster of three. */
export const galera: Part = {
  name: 'galera',
  about: 'a Galera cluster of MariaDB, a node on each host',
  packages: [
    { debian: 'mariadb-server', program: 'mariadbd' },
    { debian: 'mariadb-client', program: 'mariadb' },
    { debian: 'galera-4', program: 'galera_recovery' },
    { debian: 'rsync', program: 'rsync' },
  ],
  hosts: 3,
  up: (hosts) => Galera.up(hosts),
};
