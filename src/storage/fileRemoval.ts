import type { Cache } from '../cache/cache.ts';
import { type Disk, DiskError } from '../host/disk.ts';
import { sometimes } from '../host/probe.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { TnvError } from '../protocol/tnvError.ts';
import { OutcomeUnknown } from '../server/refusal.ts';
import type { FileRow, FileStore } from '../store/fileStore.ts';
import { fileCacheKey } from './fileCache.ts';
import type { Place } from './place.ts';
import type { Settling } from './settling.ts';
import { unlinkIfThere } from './unlinkIfThere.ts';

/** What a removal needs. */
export interface RemovalParts {
  readonly disk: Disk;
  readonly files: FileStore;
  /** One that never rejects. */
  readonly cache: Cache;
  readonly settling: Settling;
}

/**
 * Removes a file for good. It is gone for every reader the moment its final name is; until the row is gone too a second
 * name in our staging folder stays, so that a removal that is cut short is found and finished. False when the file was
 * gone before; a row that somebody left behind goes all the same. Rejects when nothing was changed with
 * a `StoreError` or a `DiskError`, or with a `TnvError` unavailable when the volume is not there; with an
 * `OutcomeUnknown` when the file may be gone: then what is left to do is done in the background.
 * Asking again is safe. Spec: DELETE-ORDER, DELETE-STAYS, DELETE-REPEAT.
 */
export function removeFile(parts: RemovalParts, row: FileRow, place: Place): Promise<boolean> {
  return place.store.alone(place, async () => {
    const { disk, files, cache, settling } = parts;
    const key = fileCacheKey(row);
    const staged = await stage(disk, place);
    let removed = false;
    let mayBeGone = false;
    try {
      if (staged) await place.store.syncStaging();
      await cache.delete(key);
      mayBeGone = staged;
      if (staged) removed = await unlinkIfThere(disk, place.path);
      if (staged) await disk.syncFolder(place.folder);
      await files.remove(row.userid, row.fileid, row.path);
      await cache.delete(key);
    } catch (error) {
      if (staged) settling.add([place], error);
      sometimes('delete.cutShort');
      if (!mayBeGone) throw error;
      throw new OutcomeUnknown(`the file may be gone already: ${(error as Error).message}`, { cause: error });
    }
    try {
      // An entry that was there and is not any more is away with its volume, and comes back with it.
      await (staged ? disk.unlink(place.staged) : unlinkIfThere(disk, place.staged));
    } catch (error) {
      settling.add([place], error);
    }
    return removed;
  });
}

/** Gives the file its second name; false when the file is gone already, though its volume is there. */
async function stage(disk: Disk, place: Place): Promise<boolean> {
  try {
    await disk.link(place.path, place.staged);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    if (error.reason === 'missing') {
      sometimes('delete.fileGoneBefore');
      if (await place.store.isThere()) return false;
      throw new TnvError(ErrorNumber.unavailable, 'the volume this file is on is not there', { cause: error });
    }
    // An upload or a removal that was cut short has left it, and waits to be settled.
    if (error.reason !== 'exists') throw error;
    sometimes('delete.entryThere');
  }
  return true;
}
