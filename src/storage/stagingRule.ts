import { type Disk, DiskError } from '../host/disk.ts';
import { sometimes } from '../host/probe.ts';
import type { FileRow, FileStore } from '../store/fileStore.ts';
import type { Place } from './place.ts';
import { unlinkIfThere } from './unlinkIfThere.ts';

/** Paths asked for at once. */
const BATCH_SIZE = 500;

/** What became of entries in the staging folder. */
export interface Tally {
  /** Uploads that had arrived: row and file stay. */
  kept: number;
  /** Uploads that were cut short: there was no row. */
  removed: number;
  /** Deletes that were cut short: the file was gone, now its row is too. */
  finished: number;
  /** Those nothing could be done about now, and why. */
  readonly left: { readonly place: Place; readonly error: unknown }[];
}

/**
 * Decides what becomes of entries in our staging folder that no request works on. Each is a second name of a file,
 * and the database has the last word: with row and file only the entry goes; without a row both names go; with
 * a row but no file the row goes. Never rejects; without an answer of the database everything is left.
 * Spec: STORE-SCRUB.
 */
export async function settlePlaces(disk: Disk, files: FileStore, places: readonly Place[]): Promise<Tally> {
  const tally: Tally = { kept: 0, removed: 0, finished: 0, left: [] };
  for (let at = 0; at < places.length; at += BATCH_SIZE) {
    const batch = places.slice(at, at + BATCH_SIZE);
    try {
      const rows = Map.groupBy(await files.withPaths(batch.map(({ text }) => text)), ({ path }) => path);
      for (const place of batch) await settle(disk, files, place, rows.get(place.text) ?? [], tally);
    } catch (error) {
      sometimes('staging.undecided');
      for (const place of places.slice(at)) tally.left.push({ place, error });
      break;
    }
  }
  return tally;
}

async function settle(disk: Disk, files: FileStore, place: Place, rows: FileRow[], tally: Tally): Promise<void> {
  try {
    tally[await place.store.alone(place, () => decide(disk, files, place, rows))] += 1;
  } catch (error) {
    tally.left.push({ place, error });
  }
}

async function decide(
  disk: Disk,
  files: FileStore,
  place: Place,
  rows: FileRow[],
): Promise<'kept' | 'removed' | 'finished'> {
  const fileThere = (await disk.stat(place.path)) !== undefined;
  if (!(await place.store.isThere())) throw new DiskError('missing', `the volume of ${place.path} is gone`);
  if (rows.length === 0) await removeFinalName(disk, place);
  else if (!fileThere) for (const row of rows) await files.remove(row.userid, row.fileid, row.path);
  await unlinkIfThere(disk, place.staged);
  if (rows.length === 0) sometimes('staging.removed');
  else if (fileThere) sometimes('staging.kept');
  else sometimes('staging.finished');
  if (rows.length === 0) return 'removed';
  return fileThere ? 'kept' : 'finished';
}

/** The final name must be gone for good before the staging name, which leads to it, may go. */
async function removeFinalName(disk: Disk, place: Place): Promise<void> {
  await unlinkIfThere(disk, place.path);
  try {
    await disk.syncFolder(place.folder);
  } catch (error) {
    if (!(error instanceof DiskError && error.reason === 'missing')) throw error;
  }
}
