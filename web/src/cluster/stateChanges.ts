import type { ClusterSnapshot, StorageState } from '../api/types.ts';

/** A storage that is in another state than before. */
export interface StateChange {
  readonly hostname: string;
  readonly state: StorageState;
}

/** What has changed from one snapshot to the next; storages that are new or gone are no change of state. */
export function stateChanges(before: ClusterSnapshot, after: ClusterSnapshot): readonly StateChange[] {
  const known = new Map(
    before.groups.flatMap(({ storages }) => storages.map(({ address, state }) => [address, state] as const)),
  );
  return after.groups
    .flatMap(({ storages }) => storages)
    .filter(({ address, state }) => known.has(address) && known.get(address) !== state)
    .map(({ hostname, state }) => ({ hostname, state }));
}
