import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SPEC_FOLDER } from './chapters.ts';

/** A field of a layout; `spec/packets.schema.json` says what each member may be. */
export interface Field {
  readonly name: string;
  readonly type: 'int64' | 'uint16' | 'int16' | 'uint8' | 'int8' | 'text' | 'bytes' | 'list';
  /** Bytes, `rest`, or the name of the field that says how many. */
  readonly width?: number | string;
  readonly widthMax?: number;
  readonly optional?: true;
  /** The fields of each item of a list. */
  readonly of?: readonly Field[];
  readonly meaning: string;
  readonly unit?: 'bytes' | 's';
}

/** The values of a layout's fields, by their names: bytes as hexadecimal digits, a list as its items. */
export interface ExampleValues {
  readonly [field: string]: number | string | readonly ExampleValues[];
}

/** What stands in a head or a body, and a statement that says so. */
export interface Layout {
  readonly statement: string;
  readonly fields: readonly Field[];
  readonly example?: ExampleValues;
}

/** A request and its success reply. */
export interface Packet extends Layout {
  readonly name: string;
  readonly command: number;
  /** The optional extension it belongs to. */
  readonly extension?: string;
  readonly from: 'client' | 'storage';
  readonly to: 'tracker' | 'id' | 'storage';
  readonly purpose: string;
  readonly reply: Layout & { readonly command: number };
}

/** An error number, what it means, and in which cases a refusal has it. */
export interface ErrorMeaning {
  readonly number: number;
  readonly meaning: string;
  /** `by`: packets; none for any request; `connection` for one that has asked nothing yet. */
  readonly deserved: readonly { readonly by: readonly string[]; readonly when: string }[];
}

/** The content of `spec/packets.json`. */
export interface Packets {
  readonly head: Layout;
  readonly failureStatus: number;
  readonly replyCommands: Readonly<Record<'tracker' | 'id' | 'storage', number>>;
  readonly failure: Layout;
  readonly packets: readonly Packet[];
  readonly errors: readonly ErrorMeaning[];
}

/** Reads `spec/packets.json`. */
export function readPackets(folder = SPEC_FOLDER): Packets {
  return JSON.parse(readFileSync(join(folder, 'packets.json'), 'utf8')) as Packets;
}
