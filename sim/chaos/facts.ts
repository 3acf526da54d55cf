import { groupName, PORTS, storePathText } from './names.ts';
import type { FinalState, MachineFacts } from './oracles/observations.ts';
import type { SimSite } from './simSite.ts';

/** The machines of a site, as oracles know them. */
export function machineFacts(site: SimSite): MachineFacts[] {
  return [...site.machines.values()].map(({ name, kind, host, group }) => ({
    ...{ name, kind, ip: host.ip },
    ...(group === undefined ? {} : { group: groupName(group) }),
    ...(kind === 'client' ? {} : { port: PORTS[kind] }),
  }));
}

/** What is in the databases and on the volumes now. */
export function finalState(site: SimSite): FinalState {
  const { databases, plan, world } = site;
  const volumes = plan.topology.groups.flatMap((_, group) =>
    site.volumesOf(group).map((volume, path) => ({
      group: groupName(group),
      text: storePathText(group, path),
      files: volume.files(),
    })),
  );
  return {
    ...{ atMs: world.nowMs, rows: databases.storage.rows(), volumes },
    ...{ routes: databases.tracker.routes(), nextIds: databases.ids.nextIds() },
    tardy: new Set(databases.storage.tardy),
    notedPaths: databases.storage.notedPaths(),
  };
}
