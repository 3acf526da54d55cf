import type { Disk } from '../host/disk.ts';
import { sometimes } from '../host/probe.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { type FileNote, NO_NOTE } from '../protocol/fileNote.ts';
import { LIST_FILES_MAX, type ListEntry, type ListReply, type ListRequest } from '../protocol/list.ts';
import { TnvError } from '../protocol/tnvError.ts';
import type { FileRow, FileStore } from '../store/fileStore.ts';
import { lookFor } from './absence.ts';
import { uploadSecondOf } from './filePath.ts';
import type { StorePaths } from './storePaths.ts';

/** Files of a page when nobody says how many. */
const FILES_BY_DEFAULT = 100;
/** Files that are looked for on the volume at the same time. */
const LOOKS_AT_ONCE = 16;
/** Pages of rows without their files that are passed over for one request. */
const ROUNDS_MAX = 100;

/** What a listing is made of. */
export interface ListingParts {
  readonly disk: Pick<Disk, 'stat' | 'syncFolder'>;
  readonly files: FileStore;
  readonly stores: StorePaths;
}

/**
 * A page of a user's files. Rows whose files are gone are passed over, so that a page that is not the last one has a file. Rejects
 * with a `StoreError`, a `DiskError`, or a `TnvError` unavailable when a volume is not there.
 * Spec: LIST-WHOSE, LIST-ORDER, LIST-COMPLETE, LIST-PAGE, LIST-ENTRY, LIST-EXISTS, LIST-BOUNDED.
 */
export async function listFiles(parts: ListingParts, request: ListRequest): Promise<ListReply> {
  const limit = Math.min(request.limit === 0 ? FILES_BY_DEFAULT : request.limit, LIST_FILES_MAX);
  let { after } = request;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    // One more than the page holds tells whether it is the last one.
    const rows = await parts.files.page({ ...request, after, limit: limit + 1 });
    const more = rows.length > limit;
    const page = rows.slice(0, limit);
    // A delete takes the file first and the note with the row: a file that is still there afterwards has its note here.
    const notes = await parts.files.notes(page.map(({ path }) => path));
    const files = await existing(parts, page);
    if (files.length > 0 || !more) return { more, files: files.map((row) => entry(row, notes.get(row.path))) };
    after = rows[limit - 1]?.fileid ?? after;
  }
  throw new TnvError(ErrorNumber.internal, `too many rows without files lie behind ${JSON.stringify(request.after)}`);
}

/** Those of the rows that have their files, in the same order. */
async function existing(parts: ListingParts, rows: readonly FileRow[]): Promise<FileRow[]> {
  const found: FileRow[] = [];
  for (let at = 0; at < rows.length; at += LOOKS_AT_ONCE) {
    const some = rows.slice(at, at + LOOKS_AT_ONCE);
    const there = await Promise.all(some.map((row) => isThere(parts, row)));
    found.push(...some.filter((_row, which) => there[which]));
  }
  return found;
}

/** False only for a row whose file is known to be gone: what another storage may have is not left out. */
async function isThere({ disk, stores }: ListingParts, row: FileRow): Promise<boolean> {
  const place = stores.placeOf(row.path);
  const seen = place === undefined ? 'there' : await lookFor(disk, place.store, place.path);
  if (seen === 'there') return true;
  sometimes('list.rowWithoutFile');
  if (seen === 'gone') return false;
  throw new TnvError(ErrorNumber.unavailable, 'the volume that files of this user are on is not there');
}

function entry({ fileid, size, path }: FileRow, note: FileNote = NO_NOTE): ListEntry {
  return { fileid, size: BigInt(size), uploaded: uploadSecondOf(path), ...note };
}
