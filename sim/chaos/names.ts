import type { Topology } from './plan.ts';

/** The application all users of a site belong to, and one that it serves as well. */
export const APPID = 'tnvideo';
export const OTHER_APPID = 'tnother';

export const PORTS = { tracker: 21_000, id: 22_000, storage: 23_000 } as const;

/** Name of a group by its index. */
export function groupName(index: number): string {
  return `group${String(index + 1).padStart(3, '0')}`;
}

/** Configured text of a group's store path, which is its key at the id servers too. */
export function storePathText(group: number, path: number): string {
  return `/data/${groupName(group)}/path${path + 1}`;
}

/** Names of all groups of a topology. */
export function groupNames(topology: Topology): string[] {
  return topology.groups.map((_, index) => groupName(index));
}

/** The key of an `ids` operation: every other number stands for a store path's key, which storages use too. */
export function idKey(topology: Topology, key: number): string {
  const paths = topology.groups.flatMap(({ storePaths }, group) =>
    Array.from({ length: storePaths }, (_, path) => storePathText(group, path)),
  );
  return (key % 2 === 0 ? paths[(key >> 1) % paths.length] : undefined) ?? `key ${key}`;
}

/** The name of a file that a number of a plan stands for. */
export function describedName(name: number): string {
  return `name ${name.toString(36)}.mp4`;
}
