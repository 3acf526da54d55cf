import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type IntegerType = 'int64' | 'uint16' | 'int16' | 'uint8' | 'int8';

/** One field of a packet, as `spec/packets.json` has it. */
export interface FieldLayout {
  readonly name: string;
  readonly type: IntegerType | 'text' | 'bytes' | 'list';
  /** Bytes; `rest` for all that is left of the body, or the name of the field that says how many. */
  readonly width?: number | string;
  readonly widthMax?: number;
  readonly optional?: boolean;
  readonly meaning: string;
  readonly unit?: string;
  /** The fields of each item of a list. */
  readonly of?: readonly FieldLayout[];
}

export type PacketName =
  | 'JOIN'
  | 'BEAT'
  | 'SADDRS'
  | 'GROUPS'
  | 'ID_GET'
  | 'UPLOAD'
  | 'FILESIZE'
  | 'DOWNLOAD'
  | 'DELETE'
  | 'LIST'
  | 'DESCRIBE';

export type ServerName = 'tracker' | 'id' | 'storage';

export interface PacketLayout {
  readonly name: PacketName;
  readonly command: number;
  /** The optional extension it belongs to. */
  readonly extension?: string;
  readonly from: string;
  readonly to: ServerName;
  readonly statement: string;
  readonly fields: readonly FieldLayout[];
  readonly reply: { readonly command: number; readonly statement: string; readonly fields: readonly FieldLayout[] };
}

export interface PacketRegistry {
  readonly failureStatus: number;
  readonly replyCommands: Readonly<Record<ServerName, number>>;
  readonly head: { readonly fields: readonly FieldLayout[] };
  readonly failure: { readonly fields: readonly FieldLayout[] };
  readonly packets: readonly PacketLayout[];
}

/**
 * The path of a data file such as `spec/packets.json`: in the nearest folder above this file that has it, which is the
 * project in a clone and the package once installed. Throws when there is none.
 */
export function dataFile(path: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, path);
    if (existsSync(candidate)) return candidate;
    const above = dirname(folder);
    if (above === folder) throw new Error(`${path} is missing from this installation of the conformance kit`);
    folder = above;
  }
}

/** The layouts of all packets, from `spec/packets.json`. */
export const REGISTRY = JSON.parse(readFileSync(dataFile('spec/packets.json'), 'utf8')) as PacketRegistry;

/** The layout of a request and its success reply. */
export function packet(name: PacketName): PacketLayout {
  const found = REGISTRY.packets.find((each) => each.name === name);
  if (found === undefined) throw new Error(`spec/packets.json has no packet ${name}`);
  return found;
}

/** The packet with this request command, if there is one. */
export function packetOfCommand(command: number): PacketLayout | undefined {
  return REGISTRY.packets.find((each) => each.command === command);
}
