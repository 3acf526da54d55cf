import { dirname } from 'node:path';
import { type Disk, DiskError } from '../host/disk.ts';
import type { StoreFolder } from './storeFolder.ts';
import { unlinkIfThere } from './unlinkIfThere.ts';

/** Times that are looked before a name is taken for gone: the volume may have come back right after the first. */
const LOOKS = 2;

/** Times that something is tried again which missed a name that is there. */
export const TRIES_AGAIN_MAX = 3;

/**
 * Whether a name is there; `away` when its volume is not. `gone` is said of what is missing between two moments at which
 * the volume is there, and once it lasts: a delete may be under way, and a power failure must not bring
 * back what was said to be gone. Rejects with a `DiskError`. Spec: STORE-GONE, DELETE-SEEN.
 */
export async function lookFor(
  disk: Pick<Disk, 'stat' | 'syncFolder'>,
  store: StoreFolder,
  path: string,
): Promise<'there' | 'gone' | 'away'> {
  for (let look = 1; look <= LOOKS; look++) {
    if ((await disk.stat(path)) !== undefined) return 'there';
    if (!(await store.isThere())) return 'away';
  }
  try {
    await disk.syncFolder(dirname(path));
  } catch (error) {
    // Without its folder there is nothing that could come back.
    if (!(error instanceof DiskError && error.reason === 'missing')) throw error;
  }
  return 'gone';
}

/** Removes a name; false when it was gone before. Rejects with a `DiskError`, of reason `missing` when the volume is away. */
export async function removeName(disk: Disk, store: StoreFolder, path: string): Promise<boolean> {
  for (let again = 0; ; again++) {
    if (await unlinkIfThere(disk, path)) return true;
    const seen = await lookFor(disk, store, path);
    if (seen === 'gone') return false;
    if (seen === 'away' || again === TRIES_AGAIN_MAX) throw new DiskError('missing', `the volume of ${path} is away`);
  }
}

/** As `removeName`, and it stays removed whatever happens. */
export async function removeNameForGood(disk: Disk, store: StoreFolder, path: string): Promise<boolean> {
  const removed = await removeName(disk, store, path);
  if (removed) await disk.syncFolder(dirname(path));
  return removed;
}
