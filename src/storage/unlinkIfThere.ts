import { type Disk, DiskError } from '../host/disk.ts';

/** Removes a name; false when there was none. Rejects with a `DiskError`. */
export async function unlinkIfThere(disk: Disk, path: string): Promise<boolean> {
  try {
    await disk.unlink(path);
    return true;
  } catch (error) {
    if (error instanceof DiskError && error.reason === 'missing') return false;
    throw error;
  }
}
