import type { Hardship } from '../../sim/chaos/hardships.ts';
import type { Hurt } from '../../test/soak/faults/fault.ts';
import type { Host } from '../host/host.ts';
import type { Daemon } from '../parts/daemon.ts';
import { machineName } from '../site/machineName.ts';
import type { Site } from '../site/site.ts';

// What daemons may refuse requests for, by what struck the site. What is gone itself refuses nothing.

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

/**
 * A copy of a volume is gone. Two are left; but while the third one catches up, what changes at that moment may have none
 * that is known to be right (spec/engines.md).
 */
export function withoutBrick(site: Site, host: Host): Hurt[] {
  const volume = site.glusterfs.volumes.find(({ hosts }) => hosts.includes(host));
  const storages = site.daemons.all.filter(({ kind, host: at }) => kind === 'storage' && volume?.hosts.includes(at));
  return [hurt(storages, 'disk io', 'volume away')];
}

/** A host is gone with all it had. */
export function withoutHost(site: Site, host: Host): Hurt[] {
  return [
    ...withoutBrick(site, host),
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
