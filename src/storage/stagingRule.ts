import { type Disk, DiskError } from '../host/disk.ts';
import { sometimes } from '../host/probe.ts';
import type { FileRow, FileStore } from '../store/fileStore.ts';
import { lookFor, removeName, removeNameForGood } from './absence.ts';
import type { Place } from './place.ts';

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
  const { store, path, staged } = place;
  if (rows.length === 0) {
    // The final name must be gone for good before the staging name, which leads to it, may go.
    await removeNameForGood(disk, store, path);
    await removeName(disk, store, staged);
    sometimes('staging.removed');
    return 'removed';
  }
  const seen = await lookFor(disk, store, path);
  if (seen === 'away') throw new DiskError('missing', `the volume of ${path} is away`);
  if (seen === 'gone') for (const row of rows) await files.remove(row.userid, row.fileid, row.path);
  await removeName(disk, store, staged);
  if (seen === 'there') {
    sometimes('staging.kept');
    return 'kept';
  }
  sometimes('staging.finished');
  return 'finished';
}
