import type { Log } from '../host/log.ts';
import type { StorageState } from '../protocol/groupsText.ts';
import type { StorageRecord } from './storageTable.ts';

/** Logs that a storage is in another state now. */
export function logState(log: Log, record: StorageRecord, from: StorageState | 'unknown', to: StorageState): void {
  const { group, hostname, address, version } = record;
  log.info('storage state', { group, storage: hostname, address, version, from, to });
}
