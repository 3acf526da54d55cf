import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import { FLOATING_IP } from '../network/addresses.ts';
import { Daemon } from '../parts/daemon.ts';
import { Daemons, daemons } from '../parts/daemons.ts';
import { Galera, galera } from '../parts/galera.ts';
import { Glusterfs, glusterfs, type Volume } from '../parts/glusterfs.ts';
import { Keepalived, keepalived } from '../parts/keepalived.ts';
import type { Part, RunningPart } from '../parts/part.ts';
import { RedisCluster, redisCluster } from '../parts/redisCluster.ts';
import { DATABASE_CONFIGS, keysOf } from './siteKeys.ts';

const PLANTED_BUG = join(import.meta.dirname, '../../test/e2e/plantedBug.ts');
const TNV = join(import.meta.dirname, '../../bin/tnv');
export const DATABASE_SOCKET = '/run/mysqld/mysqld.sock';
/** Of the laboratory's own databases, which nobody else reaches. */
export const DATABASE_PASSWORD = 'laboratory';

const GROUPS = ['group001', 'group002'] as const;
const HOSTS_A_GROUP = 3;
/** Of the site itself; one more is for clients. */
const HOSTS = 6;

/**
 * A site of two groups on six hosts. host1 to host3 hold the volume of the first group, host4 to host6 that of the
 * second, each with a storage; host1 and host2 have a tracker, a gateway and an id server each, and the floating
 * address; host1 to host3 are the Galera cluster, host4 to host6 the Redis Cluster. Clients are on a seventh.
 */
export class Site implements RunningPart {
  /** The hosts of the site, that of the clients aside. */
  readonly hosts: readonly Host[];
  /** Where clients are. */
  readonly client: Host;
  readonly glusterfs: Glusterfs;
  readonly keepalived: Keepalived;
  readonly galera: Galera;
  readonly redis: RedisCluster;
  readonly daemons: Daemons;

  private constructor(
    parts: Pick<Site, 'hosts' | 'client' | 'glusterfs' | 'keepalived' | 'galera' | 'redis' | 'daemons'>,
  ) {
    this.hosts = parts.hosts;
    this.client = parts.client;
    this.glusterfs = parts.glusterfs;
    this.keepalived = parts.keepalived;
    this.galera = parts.galera;
    this.redis = parts.redis;
    this.daemons = parts.daemons;
  }

  /** Brings all of it up, with a bug of the simulator's catalogue planted into the daemons if one is named. */
  static async up(all: readonly Host[], bug?: string, say: (text: string) => void = () => undefined): Promise<Site> {
    const hosts = all.slice(0, HOSTS);
    const client = all[HOSTS];
    if (client === undefined) throw new Error(`a site needs ${HOSTS + 1} hosts`);
    const volumes = GROUPS.map((name, at): Volume => {
      return { name, hosts: hosts.slice(at * HOSTS_A_GROUP, (at + 1) * HOSTS_A_GROUP) };
    });
    const timed = async <T>(what: string, work: Promise<T>): Promise<T> => {
      const startMs = performance.now();
      const made = await work;
      say(`${what}: up after ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
      return made;
    };
    const [glusterfs, galera, redis] = await Promise.all([
      timed('GlusterFS', Glusterfs.up(volumes)),
      timed('Galera', Galera.up(galeraHosts(hosts))),
      timed('Redis Cluster', RedisCluster.up(redisHosts(hosts))),
    ]);
    const daemons = await timed('daemons', startDaemons(hosts, volumes, { galera, redis }, bug));
    const keepalived = await timed('Keepalived', Keepalived.up(frontHosts(hosts)));
    return new Site({ hosts, client, glusterfs, keepalived, galera, redis, daemons });
  }

  get hints(): string[] {
    return [
      `trackers and gateways at ${FLOATING_IP}; clients are on ${this.client.name}:`,
      `  npm run lab -- shell ${this.client.name} ${TNV} client ${FLOATING_IP}:21000 groups`,
      ...this.daemons.hints,
    ];
  }

  /** Starts again all that a host has to have, after it got its power back. Resolves when all takes part again. */
  async revive(host: Host): Promise<void> {
    await host.powerOn();
    const engines: RunningPart[] = [this.glusterfs];
    if (this.galera.hosts.includes(host)) engines.push(this.galera);
    if (this.redis.hosts.includes(host)) engines.push(this.redis);
    await Promise.all(engines.map((engine) => engine.revive(host)));
    await this.daemons.revive(host);
    if (this.keepalived.hosts.includes(host)) await this.keepalived.revive(host);
  }

  /** Starts again whatever does not run, and resolves when all of the site is well. */
  async allWell(): Promise<void> {
    for (const host of this.hosts) await host.heal();
    await Promise.all(this.hosts.map((host) => this.revive(host)));
    await this.daemons.healthy();
  }
}

/** The part alone: all of it. */
export const site: Part = {
  name: 'site',
  about: 'two groups, with everything above, and a host for clients',
  packages: [glusterfs, keepalived, galera, redisCluster, daemons].flatMap(({ packages }) => packages),
  hosts: HOSTS + 1,
  up: (hosts) => Site.up(hosts),
};

function galeraHosts(hosts: readonly Host[]): Host[] {
  return hosts.slice(0, 3);
}

function redisHosts(hosts: readonly Host[]): Host[] {
  return hosts.slice(3);
}

/** Those with a tracker, a gateway and an id server. */
function frontHosts(hosts: readonly Host[]): Host[] {
  return hosts.slice(0, 2);
}

async function startDaemons(
  hosts: readonly Host[],
  volumes: readonly Volume[],
  { galera, redis }: Pick<Site, 'galera' | 'redis'>,
  bug: string | undefined,
): Promise<Daemons> {
  const front = frontHosts(hosts);
  const env: Record<string, string> = {};
  if (bug !== undefined) Object.assign(env, { TNV_TEST_BUG: bug, NODE_OPTIONS: `--import ${PLANTED_BUG}` });
  const trackers = front.map((host) => new Daemon('tracker', host, env));
  const ids = front.map((host) => new Daemon('id', host, env));
  const gateways = front.map((host) => new Daemon('http', host, env));
  const storages = hosts.map((host) => new Daemon('storage', host, env));
  const planned = [...trackers, ...ids, ...storages, ...gateways].map((daemon) => {
    const engines = {
      mysql: nearestFirst(galera.addresses, daemon.host),
      redis: nearestFirst(redis.addresses, daemon.host),
      password: DATABASE_PASSWORD,
    };
    const group = volumes.find((volume) => volume.hosts.includes(daemon.host))?.name;
    return { daemon, keys: keysOf(daemon, engines, { trackers: listOf(trackers), ids: listOf(ids), group }) };
  });
  await Promise.all(planned.map(({ daemon, keys }) => daemon.configure(keys)));
  const [first] = galera.hosts;
  if (first === undefined) throw new Error('there is no database');
  await first.exec([
    ...[TNV, 'db', 'init', '--socket', DATABASE_SOCKET, '--create-user', '--user-host', '%'],
    ...DATABASE_CONFIGS,
  ]);
  const groups = volumes.map(({ name }) => `('${name}')`).join();
  await galera.sql(first, `INSERT IGNORE INTO tnv_trackerdb.t_group_info (group_name) VALUES ${groups}`);
  return Daemons.up(planned);
}

function listOf(daemons: readonly Daemon[]): string {
  return daemons.map(({ address }) => address).join(';');
}

/** A list as configuration files have it: addresses of the host itself first, the others in their order. */
function nearestFirst(addresses: readonly string[], { ip }: Host): string {
  const isNear = (address: string): number => Number(address.startsWith(`${ip}:`));
  return [...addresses].sort((a, b) => isNear(b) - isNear(a)).join(';');
}
