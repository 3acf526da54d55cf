import type { Cache } from '../cache/cache.ts';
import { type Disk, DiskError } from '../host/disk.ts';
import { sometimes } from '../host/probe.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { TnvError } from '../protocol/tnvError.ts';
import { OutcomeUnknown } from '../server/refusal.ts';
import type { FileRow, FileStore } from '../store/fileStore.ts';
import { lookFor, removeNameForGood, TRIES_AGAIN_MAX } from './absence.ts';
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
 * name in our staging folder stays (unless the disk has no room even for that), so that a removal that is cut short is found
 * and finished. False when the file was
 * gone before; a row that somebody left behind goes all the same. Rejects when nothing was changed with
 * a `StoreError` or a `DiskError`, or with a `TnvError` unavailable when the volume is not there; with an
 * `OutcomeUnknown` when the file may be gone: then what is left to do is done in the background.
 * Asking again is safe. Spec: DELETE-ORDER, DELETE-STAYS, DELETE-REPEAT.
 */
export function removeFile(parts: RemovalParts, row: FileRow, place: Place): Promise<boolean> {
  return place.store.alone(place, async () => {
    const { disk, files, cache, settling } = parts;
    const key = fileCacheKey(row);
    const note = await makeNote(disk, place);
    const there = note !== 'gone';
    let removed = false;
    let mayBeGone = false;
    try {
      if (note === 'made') await syncNote(place);
      await cache.delete(key);
      mayBeGone = there;
      if (there) removed = await removeNameForGood(disk, place.store, place.path);
      await files.remove(row.userid, row.fileid, row.path);
      await cache.delete(key);
    } catch (error) {
      if (there) settling.add([place], error);
      sometimes('delete.cutShort');
      if (!mayBeGone) throw error;
      throw new OutcomeUnknown(`the file may be gone already: ${(error as Error).message}`, { cause: error });
    }
    try {
      // An entry that was there and is not any more is away with its volume, and comes back with it.
      await (note === 'made' ? disk.unlink(place.staged) : unlinkIfThere(disk, place.staged));
    } catch (error) {
      settling.add([place], error);
    }
    return removed;
  });
}

/**
 * Gives the file its second name, the note that it is to be removed; `gone` when the file is gone already, though its
 * volume is there. A full disk may have no room for the note: it must not keep anybody from making room.
 */
async function makeNote(disk: Disk, place: Place): Promise<'made' | 'no room' | 'gone'> {
  for (let again = 0; ; again++) {
    try {
      await disk.link(place.path, place.staged);
      return 'made';
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      if (error.reason === 'full') return 'no room';
      if (error.reason === 'exists') {
        // An upload or a removal that was cut short has left it, and waits to be settled.
        sometimes('delete.entryThere');
        return 'made';
      }
      if (error.reason !== 'missing') throw error;
      const seen = await lookFor(disk, place.store, place.path);
      if (seen === 'gone') {
        sometimes('delete.fileGoneBefore');
        return 'gone';
      }
      // Where the file is there and the staging folder is not, the volume is not whole.
      if (seen === 'away' || again === TRIES_AGAIN_MAX) throw volumeAway(error);
    }
  }
}

/** Makes the note last, if there is room for that. */
async function syncNote(place: Place): Promise<void> {
  try {
    await place.store.syncStaging();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    if (error.reason === 'missing') throw volumeAway(error);
    if (error.reason !== 'full') throw error;
  }
}

function volumeAway(cause: DiskError): TnvError {
  return new TnvError(ErrorNumber.unavailable, 'the volume this file is on is not there', { cause });
}
