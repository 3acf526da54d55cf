import { type Disk, DiskError } from '../host/disk.ts';
import type { Place } from './place.ts';

/**
 * Makes it last that there is no file at a place, before anybody is told: a delete may be under way, and a power failure
 * must not bring back what was said to be gone. Rejects with a `DiskError`. Spec: DELETE-SEEN.
 */
export async function makeAbsenceLast(disk: Pick<Disk, 'syncFolder'>, place: Place): Promise<void> {
  try {
    await disk.syncFolder(place.folder);
  } catch (error) {
    // Without its folder there is nothing that could come back.
    if (!(error instanceof DiskError && error.reason === 'missing')) throw error;
  }
}
