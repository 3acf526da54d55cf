import type { Host } from '../host/host.ts';
import type { FileRow } from '../store/fileStore.ts';
import { lookFor } from './absence.ts';
import type { StorePaths } from './storePaths.ts';

/**
 * Whether a row's file is gone for good: its place is in a store path of ours, the volume is there, the file is not.
 * A place of others is not dangling. Rejects with a `DiskError`. Spec: STORE-DANGLING.
 */
export async function isDangling(host: Pick<Host, 'disk'>, stores: StorePaths, row: FileRow): Promise<boolean> {
  const place = stores.placeOf(row.path);
  return place !== undefined && (await lookFor(host.disk, place.store, place.path)) === 'gone';
}
