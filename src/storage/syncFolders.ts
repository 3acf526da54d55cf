import { dirname } from 'node:path';
import type { Disk } from '../host/disk.ts';

/**
 * Makes the entries of `from` durable, and of every folder above it up to and including `top`, which is `from` or
 * above it. Rejects with a `DiskError`.
 */
export async function syncFolders(disk: Disk, from: string, top: string): Promise<void> {
  for (let folder = from; folder.length >= top.length; folder = dirname(folder)) {
    await disk.syncFolder(folder);
    if (folder === dirname(folder)) return;
  }
}
