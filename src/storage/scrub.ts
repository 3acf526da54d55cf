import type { Host } from '../host/host.ts';
import type { FileStore } from '../store/fileStore.ts';
import type { Place } from './place.ts';
import type { Settling } from './settling.ts';
import { settlePlaces } from './stagingRule.ts';
import type { StoreFolder } from './storeFolder.ts';

/**
 * Applies the staging rule to everything that was in the staging folders at the start: what uploads and deletes of an
 * earlier run left behind. Asks the database only when there is something; what cannot be decided now is left to
 * `settling`, which never touches entries made later. Rejects with a `DiskError`. Spec: STORE-SCRUB.
 */
export async function scrub(
  host: Host,
  files: FileStore,
  stores: readonly StoreFolder[],
  settling: Settling,
): Promise<void> {
  const found: Place[] = [];
  for (const store of stores) {
    const { places, strangers } = await store.staged();
    found.push(...places);
    for (const path of strangers) host.log.warn('stranger in staging', { path });
  }
  if (found.length === 0) return;
  const { left, ...settled } = await settlePlaces(host.disk, files, found);
  if (left.length > 0)
    settling.add(
      left.map(({ place }) => place),
      left[0]?.error,
    );
  host.log.info('scrub', { found: found.length, ...settled, left: left.length });
}
