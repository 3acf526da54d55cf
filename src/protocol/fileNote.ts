import { readText, writeText } from './text.ts';

const NAME_WIDTH = 256;
const TYPE_WIDTH = 128;

/** Bytes of a description in a packet. */
export const FILE_NOTE_SIZE = NAME_WIDTH + TYPE_WIDTH;

/** What a file is called and what it is; empty texts when nobody has said so. */
export interface FileNote {
  /** At most 255 bytes of UTF-8. */
  readonly name: string;
  /** Media type, such as `video/mp4`; at most 127 bytes of UTF-8. */
  readonly type: string;
}

/** A file nobody has described. */
export const NO_NOTE: FileNote = { name: '', type: '' };

/** Writes a description into a zeroed `target`. Throws a malformed `TnvError` when a text does not fit. Spec: WIRE-DESCRIBE. */
export function writeFileNote(target: Buffer, offset: number, { name, type }: FileNote): void {
  writeText(target, offset, NAME_WIDTH, 'name', name);
  writeText(target, offset + NAME_WIDTH, TYPE_WIDTH, 'type', type);
}

/** Reads a description of `FILE_NOTE_SIZE` bytes. Throws a malformed `TnvError`. Spec: WIRE-DESCRIBE. */
export function readFileNote(source: Buffer, offset: number): FileNote {
  return {
    name: readText(source, offset, NAME_WIDTH, 'name'),
    type: readText(source, offset + NAME_WIDTH, TYPE_WIDTH, 'type'),
  };
}
