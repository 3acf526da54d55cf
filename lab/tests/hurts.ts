import type { Hardship } from '../../sim/chaos/hardships.ts';
import type { Hurt } from '../../test/soak/faults/fault.ts';
import type { Host } from '../host/host.ts';
import type { Daemon } from '../parts/daemon.ts';
import { machineName } from '../site/machineName.ts';
import type { Site } from '../site/site.ts';

// What daemons may refuse requests for, by what struck the site. What is gone itself refuses nothing, and a copy of a volume
// that is gone is no reason: two are left (spec/engines.md).

/** Nobody: the others take over. */
export const NOBODY: readonly Hurt[] = [];

/** A database node is gone: the others stall until they know. */
export function withoutDatabaseNode(site: Site): Hurt[] {
  return [hurt(site.daemons.all, 'database')];
}

/** A master of the cache is gone, for which nobody may refuse anything. */
export function withoutCacheMaster(site: Site): Hurt[] {
  return [hurt(site.daemons.all, 'cache')];
}

/** A host is gone with all it had. */
export function withoutHost(site: Site, host: Host): Hurt[] {
  return [
    ...(site.galera.hosts.includes(host) ? withoutDatabaseNode(site) : []),
    ...(site.redis.hosts.includes(host) ? withoutCacheMaster(site) : []),
  ];
}

/** A host is alone: its daemons run, and reach nothing. */
export function withHostAlone(site: Site, host: Host): Hurt[] {
  const alone = site.daemons.all.filter((daemon) => daemon.host === host);
  return [...withoutHost(site, host), hurt(alone, 'database', 'cache', 'disk io', 'volume away')];
}

function hurt(daemons: readonly Daemon[], ...hardships: Hardship[]): Hurt {
  return { daemons: daemons.map(({ kind, host }) => machineName(kind, host)), hardships };
}
