import { parseAddress } from '../../host/address.ts';
import { parseCtime, type UtcOffset } from '../../protocol/ctime.ts';
import type { ParsedGroup, ParsedStorage, StorageState } from '../../protocol/groupsText.ts';
import type { Load } from './rate.ts';

/** The site, as it can be seen from the gateway; times in ISO 8601, null when unknown. */
export interface ClusterSnapshot {
  readonly at: string;
  readonly trackers: readonly TrackerView[];
  readonly ids: readonly IdServerView[];
  /** By name; their storages by host name and address. */
  readonly groups: readonly GroupView[];
  readonly gateway: GatewayView;
}

export interface TrackerView {
  readonly address: string;
  readonly reachable: boolean;
  /** Why it is not. */
  readonly why?: string;
}

export interface IdServerView {
  readonly address: string;
  /** null when it was not tried yet. */
  readonly reachable: boolean | null;
}

export interface GroupView {
  readonly name: string;
  readonly storages: readonly StorageView[];
}

export interface StorageView {
  readonly hostname: string;
  readonly address: string;
  readonly state: StorageState;
  readonly version: string;
  readonly startedAt: string | null;
  readonly joinedAt: string | null;
  readonly beatAt: string | null;
  readonly load: Load | null;
}

export interface GatewayView {
  readonly hostname: string;
  readonly version: string;
  readonly startedAt: string;
  /** Who watches the cluster now. */
  readonly viewers: number;
  readonly load: Load | null;
}

/** Finds the load of a storage. */
export type LoadOf = (group: string, hostname: string, port: string) => Load | null;

const RANK: Readonly<Record<StorageState, number>> = { OFFLINE: 0, ONLINE: 1, ACTIVE: 2 };

/**
 * The groups of all trackers in one. A storage has the best state that a tracker gives it: one that has just begun, or is cut off
 * from it, knows less. Spec: HTTP-CLUSTER.
 */
export function mergeGroups(
  lists: readonly (readonly ParsedGroup[])[],
  loadOf: LoadOf,
  utcOffsetMs: UtcOffset,
): GroupView[] {
  const groups = new Map<string, Map<string, ParsedStorage>>();
  for (const { name, storages } of lists.flat()) {
    const known = groups.get(name) ?? new Map<string, ParsedStorage>();
    groups.set(name, known);
    for (const storage of storages) {
      const key = JSON.stringify([storage.hostname, storage.address]);
      const other = known.get(key);
      if (other === undefined || isBetter(storage, other, utcOffsetMs)) known.set(key, storage);
    }
  }
  return [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([name, storages]) => ({
      name,
      storages: [...storages]
        .sort(([a], [b]) => compare(a, b))
        .map(([, storage]) => viewOf(name, storage, loadOf, utcOffsetMs)),
    }));
}

function isBetter(one: ParsedStorage, other: ParsedStorage, utcOffsetMs: UtcOffset): boolean {
  const rank = RANK[one.state] - RANK[other.state];
  if (rank !== 0) return rank > 0;
  return (parseCtime(one.beatTime, utcOffsetMs) ?? 0) > (parseCtime(other.beatTime, utcOffsetMs) ?? 0);
}

function viewOf(group: string, storage: ParsedStorage, loadOf: LoadOf, utcOffsetMs: UtcOffset): StorageView {
  const { hostname, address, state, version, startTime, joinTime, beatTime } = storage;
  const time = (text: string): string | null => isoTime(parseCtime(text, utcOffsetMs));
  return {
    hostname,
    address,
    state,
    version,
    startedAt: time(startTime),
    joinedAt: time(joinTime),
    beatAt: time(beatTime),
    load: state === 'OFFLINE' ? null : loadOf(group, hostname, String(parseAddress(address)?.port ?? '')),
  };
}

/** A storage that never beat has the time 0. */
function isoTime(seconds: number | undefined): string | null {
  return seconds === undefined || seconds <= 0 ? null : new Date(seconds * 1000).toISOString();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
