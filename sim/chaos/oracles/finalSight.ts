import type { FileRow } from '../../../src/store/fileStore.ts';
import type { FinalState, VolumeFacts } from './observations.ts';
import type { Call } from './register/call.ts';
import type { Contents } from './register/contents.ts';

/** What the database and the volumes hold of one file at the end, as a call that sees it. */
export function finalSight(
  { userid, fileid }: { readonly userid: string; readonly fileid: string },
  contents: Contents,
  { rows, volumes, atMs }: FinalState,
): Call {
  const row = rows.find((one) => one.userid === userid && one.fileid === fileid);
  const bytes = row === undefined ? undefined : bytesOf(row, volumes);
  const states = bytes === undefined ? [0] : contents.ofBytes(bytes);
  return { effect: { kind: 'see', states }, startMs: atMs, endMs: atMs, optional: false };
}

/** The content of a row's file; undefined when there is none on any volume. */
export function bytesOf({ path }: Pick<FileRow, 'path'>, volumes: readonly VolumeFacts[]): Uint8Array | undefined {
  const volume = volumes.find(({ text }) => path.startsWith(`${text}/`));
  return volume?.files.get(path.slice(volume.text.length));
}
