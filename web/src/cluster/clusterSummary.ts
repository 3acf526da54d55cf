import type { ClusterSnapshot, StorageInfo, StorageState } from '../api/types.ts';

/** The cluster in a few numbers. */
export interface ClusterSummary {
  readonly storages: number;
  readonly byState: Readonly<Record<StorageState, number>>;
  /** Undefined when no storage tells its load. */
  readonly requestsPerSecond: number | undefined;
  readonly bytesPerSecond: number | undefined;
  /** How many storages run each version, the commonest first. */
  readonly versions: readonly (readonly [version: string, storages: number])[];
}

/** Adds a cluster up. */
export function summarize({ groups }: ClusterSnapshot): ClusterSummary {
  const storages = groups.flatMap((group) => group.storages);
  const loads = storages.map(({ load }) => load).filter((load) => load !== null);
  const versions = new Map<string, number>();
  for (const { version } of storages) versions.set(version, (versions.get(version) ?? 0) + 1);
  const sum = (values: readonly number[]): number | undefined =>
    values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
  return {
    storages: storages.length,
    byState: countStates(storages),
    requestsPerSecond: sum(loads.map((load) => load.requestsPerSecond)),
    bytesPerSecond: sum(loads.map((load) => load.bytesPerSecond)),
    versions: [...versions].sort((a, b) => b[1] - a[1]),
  };
}

/** How many storages are in each state. */
export function countStates(storages: readonly StorageInfo[]): Readonly<Record<StorageState, number>> {
  const count = (state: StorageState): number => storages.filter((storage) => storage.state === state).length;
  return { ACTIVE: count('ACTIVE'), ONLINE: count('ONLINE'), OFFLINE: count('OFFLINE') };
}
