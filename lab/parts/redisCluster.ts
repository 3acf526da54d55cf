import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import { until } from '../until.ts';
import type { Part, RunningPart } from './part.ts';

const FILES = join(import.meta.dirname, '../../etc/redis');
const SLOTS = 16_384;
const PORTS = [6379, 6380] as const;
const START_MS = 30_000;
const END_MS = 10_000;
/** A master that is gone is followed after some seconds. */
const FOLLOWED_MS = 30_000;

/** One Redis of the cluster. */
export interface RedisServer {
  readonly host: Host;
  readonly port: number;
}

/** A cache in a master and a replica on each of at least three hosts; a replica is on another host than its master. */
export class RedisCluster implements RunningPart {
  readonly hosts: readonly Host[];

  private constructor(hosts: readonly Host[]) {
    this.hosts = hosts;
  }

  /** A new, empty cluster that can bear the loss of any one server: all replicas have their copies. */
  static async up(hosts: readonly Host[]): Promise<RedisCluster> {
    const cluster = new RedisCluster(hosts);
    await Promise.all(hosts.map(prepare));
    await Promise.all(cluster.servers.map(start));
    await until('the servers of Redis', START_MS, () => cluster.#deaf());
    const addresses = PORTS.flatMap((port) => hosts.map(({ ip }) => `${ip}:${port}`));
    const create = ['--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes'];
    await hosts[0]?.exec(['redis-cli', ...create]);
    await cluster.whole();
    return cluster;
  }

  get servers(): RedisServer[] {
    return PORTS.flatMap((port) => this.hosts.map((host) => ({ host, port })));
  }

  /** As in `redis_addrs`. */
  get addresses(): string[] {
    return this.servers.map(({ host, port }) => `${host.ip}:${port}`);
  }

  get hints(): string[] {
    const names = this.hosts.map(({ name }) => name).join(', ');
    return [`servers at ports ${PORTS.join(' and ')} of ${names}: redis-cli -c cluster nodes`];
  }

  /** Those that are masters now. */
  async masters(): Promise<RedisServer[]> {
    const running = this.servers.filter(({ host }) => host.isOn);
    const roles = await Promise.all(running.map((server) => ask(server, 'role').catch(() => '')));
    return running.filter((_, at) => roles[at]?.startsWith('master'));
  }

  /** Kills one server, as a crash does. */
  async kill(server: RedisServer): Promise<void> {
    const isKilled = await server.host.signal(patternOf(server));
    if (!isKilled) throw new Error(`there is no Redis at ${nameOf(server)}`);
    await until(`the end of Redis at ${nameOf(server)}`, END_MS, () => isThere(server));
  }

  /** Resolves when somebody has every slot again, as every server that can be reached sees it. */
  async followed(): Promise<void> {
    await until('a master for every slot of Redis', FOLLOWED_MS, () => this.#uncovered());
  }

  /** Resolves when every slot has a master and every replica its copy: then any one server may die. */
  async whole(): Promise<void> {
    await until('a whole Redis Cluster', FOLLOWED_MS, async () => (await this.#uncovered()) ?? this.#lonely());
  }

  async revive(host: Host): Promise<void> {
    await Promise.all(PORTS.map((port) => start({ host, port })));
    await this.followed();
    await until(`the servers of Redis on ${host.name}`, FOLLOWED_MS, () => this.#lonely([host]));
    await this.#spread(host);
  }

  /** Makes a host's first server the master that it was: two masters on one host, of three, are one host to lose. */
  async #spread(host: Host): Promise<void> {
    const server = { host, port: PORTS[0] };
    await until(`a master at ${nameOf(server)}`, FOLLOWED_MS, async () => {
      if ((await ask(server, 'role')).startsWith('master')) return undefined;
      return ask(server, 'cluster', 'failover');
    });
    await this.followed();
  }

  async #deaf(): Promise<string | undefined> {
    for (const server of this.servers) {
      const answer = await ask(server, 'ping');
      if (answer !== 'PONG') return `${nameOf(server)}: ${answer}`;
    }
    return undefined;
  }

  /** What servers say of the others may be old; what a master says of itself is not. */
  async #uncovered(): Promise<string | undefined> {
    let slots = 0;
    for (const server of this.servers.filter(({ host }) => host.isOn)) {
      const info = await ask(server, 'cluster', 'info').catch(() => undefined);
      if (info === undefined) continue;
      if (!/^cluster_state:ok\s/m.test(info)) return `${nameOf(server)} says that the cluster is down`;
      slots += slotsOf(await ask(server, 'cluster', 'nodes'));
    }
    return slots === SLOTS ? undefined : `${slots} of ${SLOTS} slots have a master`;
  }

  /** A replica without its copy, or less than half of the servers being replicas of another one. */
  async #lonely(hosts: readonly Host[] = this.hosts): Promise<string | undefined> {
    for (const server of this.servers.filter(({ host }) => hosts.includes(host))) {
      const info = await ask(server, 'info', 'replication');
      if (info.includes('role:slave') && !info.includes('master_link_status:up'))
        return `${nameOf(server)} has no copy`;
      if (info.includes('role:master') && hosts === this.hosts && info.includes('connected_slaves:0')) {
        return `${nameOf(server)} has no replica`;
      }
    }
    return undefined;
  }
}

async function prepare(host: Host): Promise<void> {
  await host.sh('rm -rf /var/lib/redis; install -d -o redis -g redis /var/lib/redis');
  for (const name of ['redis-cluster.conf', ...PORTS.map((port) => `redis-${port}.conf`)]) {
    await host.write(`/etc/redis/${name}`, readFileSync(join(FILES, name), 'utf8'));
  }
}

async function start(server: RedisServer): Promise<void> {
  const { host, port } = server;
  if ((await isThere(server)) !== undefined) return;
  const user = ['setpriv', '--reuid=redis', '--regid=redis', '--init-groups'];
  host.spawn(`redis-${port}`, [...user, 'redis-server', `/etc/redis/redis-${port}.conf`]);
}

/** That a server's process is there; undefined when it is not. */
async function isThere(server: RedisServer): Promise<string | undefined> {
  return (await server.host.signal(patternOf(server), 'SIGCONT')) ? 'it is there' : undefined;
}

/** Its command line, as it rewrites it. */
function patternOf({ port }: RedisServer): string {
  return `^redis-server .*:${port} `;
}

/** How many slots a server has, by its own list of the cluster's servers. */
function slotsOf(nodes: string): number {
  const own = nodes.split('\n').find((line) => line.includes('myself,master')) ?? '';
  const ranges = own
    .split(' ')
    .slice(8)
    .map((range) => range.split('-').map(Number));
  return ranges.reduce((sum, [from = 0, to = from]) => sum + to - from + 1, 0);
}

async function ask({ host, port }: RedisServer, ...words: string[]): Promise<string> {
  return (await host.exec(['redis-cli', '-p', String(port), ...words], { timeoutMs: 5_000 })).trim();
}

function nameOf({ host, port }: RedisServer): string {
  return `${host.name}:${port}`;
}

/** The part alone: three masters and their replicas. */
export const redisCluster: Part = {
  name: 'redis',
  about: 'a Redis Cluster, a master and a replica on each host',
  packages: [{ debian: 'redis-server', program: 'redis-server' }],
  hosts: 3,
  up: (hosts) => RedisCluster.up(hosts),
};
