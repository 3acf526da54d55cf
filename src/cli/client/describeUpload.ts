import { basename } from 'node:path';
import { NotSupported } from '../../client/notSupported.ts';
import type { Disk } from '../../host/disk.ts';
import { RECOGNIZABLE_SIZE, recognize, UNKNOWN_TYPE } from '../../http/recognize.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import type { FileNote } from '../../protocol/fileNote.ts';
import { failureOf } from './failure.ts';
import { printable } from './printable.ts';
import type { Session } from './runCommand.ts';

/**
 * Tells the storages the name and type of the file at `path` (absolute), which is stored as `file`; undefined when they cannot be kept: that is
 * no failure of the upload, and worth a word on standard error only where the storages know descriptions. Spec: DESCRIBE-UPLOAD.
 */
export async function describeUpload(
  { host, client, signal }: Session,
  file: FileAddress,
  path: string,
): Promise<FileNote | undefined> {
  try {
    const note = { name: basename(path), type: await typeOf(host.disk, path) };
    await client.describe(file, note, { signal });
    return note;
  } catch (error) {
    signal.throwIfAborted();
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    if (!(error instanceof NotSupported)) {
      process.stderr.write(`tnv: stored, but its name is not kept: ${printable(failure.message)}\n`);
    }
    return undefined;
  }
}

/** The media type that the first bytes of a file tell; empty when they tell none. */
async function typeOf(disk: Disk, path: string): Promise<string> {
  const file = await disk.open(path);
  try {
    const start = Buffer.alloc(Math.min(file.size, RECOGNIZABLE_SIZE));
    const read = await file.readAt(start, 0);
    const { mime } = await recognize(start.subarray(0, read));
    return mime === UNKNOWN_TYPE.mime ? '' : mime;
  } finally {
    await file.close();
  }
}
