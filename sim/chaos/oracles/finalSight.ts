import type { FileRow } from '../../../src/store/fileStore.ts';
import type { FinalState, VolumeFacts } from './observations.ts';
import type { Call } from './register/call.ts';
import type { Contents } from './register/contents.ts';

/** What the database and the volumes hold of one file at the end, as a call that sees it; `row` is the file's. */
export function finalSight(
  row: FileRow | undefined,
  contents: Contents,
  { volumes, atMs }: Pick<FinalState, 'volumes' | 'atMs'>,
): Call {
  const bytes = row === undefined ? undefined : bytesOf(row, volumes);
  const states = bytes === undefined ? [0] : contents.ofBytes(bytes);
  return { effect: { kind: 'see', states }, startMs: atMs, endMs: atMs, optional: false };
}

/** The content of a row's file; undefined when there is none on any volume. */
export function bytesOf({ path }: Pick<FileRow, 'path'>, volumes: readonly VolumeFacts[]): Uint8Array | undefined {
  const volume = volumes.find(({ text }) => path.startsWith(`${text}/`));
  return volume?.files.get(path.slice(volume.text.length));
}
