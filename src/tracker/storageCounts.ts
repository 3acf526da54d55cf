import type { GaugeReading } from '../host/meter.ts';
import type { StorageState } from '../protocol/groupsText.ts';
import type { StorageTable } from './storageTable.ts';

const STATES: readonly StorageState[] = ['ACTIVE', 'ONLINE', 'OFFLINE'];

/** How many storages of each group are in each state, also 0, so that an alarm can wait for it. Spec: OPS-METRICS. */
export function storageCounts(table: StorageTable, nowMs: number): GaugeReading {
  const groups = new Map<string, Map<StorageState, number>>();
  for (const record of table.records()) {
    const counts = groups.get(record.group) ?? new Map(STATES.map((state) => [state, 0] as const));
    const state = table.stateOf(record, nowMs);
    groups.set(record.group, counts.set(state, (counts.get(state) ?? 0) + 1));
  }
  return [...groups].flatMap(([group, counts]) =>
    [...counts].map(([state, count]) => [[group, state], count] as const),
  );
}
