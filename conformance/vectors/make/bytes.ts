import packets from '../../../spec/packets.json' with { type: 'json' };
import type { FieldValue } from './vector.ts';

/** A field as spec/packets.json describes it. */
export interface FieldLayout {
  readonly name: string;
  readonly type: string;
  readonly width?: number | string;
  readonly widthMax?: number;
  readonly of?: readonly FieldLayout[];
}

/** A packet or reply as spec/packets.json describes it. */
export interface Layout {
  readonly command: number;
  readonly statement: string;
  readonly fields: readonly FieldLayout[];
}

export interface Head {
  bodyLength: bigint;
  command: number;
  status: number;
}

const HEAD_SIZE = 10;
const INTEGER_SIZES: Readonly<Record<string, number>> = { int64: 8, int16: 2, uint16: 2, uint8: 1, int8: 1 };

/** The names of the packets, in the order of their commands. */
export const PACKETS: readonly string[] = packets.packets.map(({ name }) => name);

/** The layout of a request. */
export function requestLayout(name: string): Layout {
  return found(name);
}

/** The layout of a request's success reply. */
export function replyLayout(name: string): Layout {
  return found(name).reply;
}

/** The layout of a failure, which is the same for all servers but for the command. */
export const FAILURE: Omit<Layout, 'command'> = packets.failure;
export const FAILURE_STATUS = packets.failureStatus;
export const REPLY_COMMANDS = packets.replyCommands;

function found(name: string): (typeof packets.packets)[number] {
  const packet = packets.packets.find((one) => one.name === name);
  if (packet === undefined) throw new Error(`spec/packets.json has no packet ${name}`);
  return packet;
}

/** How many bytes a field takes with this value. */
export function fieldSize(field: FieldLayout, value: FieldValue): number {
  if (typeof field.width === 'number') return field.width;
  const integer = INTEGER_SIZES[field.type];
  if (integer !== undefined) return integer;
  if (typeof value === 'object') return listBytes(field, value).length;
  if (field.type === 'bytes') return String(value).length / 2;
  return Buffer.byteLength(String(value)) + 1;
}

/** Where a field begins in a body with these values. */
export function offsetOf(
  layout: Pick<Layout, 'fields'>,
  values: Readonly<Record<string, FieldValue>>,
  name: string,
): number {
  let at = 0;
  for (const field of layout.fields) {
    if (field.name === name) return at;
    at += fieldSize(field, values[field.name] ?? '');
  }
  throw new Error(`no field ${name}`);
}

/** The bytes of a body. A value that does not fit is a mistake of the maker of vectors. */
export function bodyBytes(layout: Pick<Layout, 'fields'>, values: Readonly<Record<string, FieldValue>>): Buffer {
  return Buffer.concat(layout.fields.map((field) => fieldBytes(field, values[field.name])));
}

function listBytes({ of: fields = [] }: FieldLayout, items: FieldValue & object): Buffer {
  return Buffer.concat(items.map((item) => bodyBytes({ fields }, item)));
}

function fieldBytes(field: FieldLayout, value: FieldValue | undefined): Buffer {
  if (value === undefined) throw new Error(`${field.name} has no value`);
  if (typeof value === 'object') return listBytes(field, value);
  if (field.type === 'bytes') return Buffer.from(String(value), 'hex');
  const bytes = Buffer.alloc(fieldSize(field, value));
  if (field.type === 'text') {
    if (Buffer.byteLength(String(value)) >= bytes.length) throw new Error(`${field.name} does not fit`);
    bytes.write(String(value));
  } else if (field.type === 'int64') {
    bytes.writeBigInt64BE(BigInt(value));
  } else if (field.type.startsWith('uint')) {
    bytes.writeUIntBE(Number(value), 0, bytes.length);
  } else {
    bytes.writeIntBE(Number(value), 0, bytes.length);
  }
  return bytes;
}

/** Head and body; the head tells the body's true length unless `head` says otherwise. */
export function packetBytes(body: Buffer, head: Partial<Head> & { command: number }): Buffer {
  const bytes = Buffer.alloc(HEAD_SIZE + body.length);
  bytes.writeBigInt64BE(head.bodyLength ?? BigInt(body.length), 0);
  bytes.writeUInt8(head.command, 8);
  bytes.writeInt8(head.status ?? 0, 9);
  body.copy(bytes, HEAD_SIZE);
  return bytes;
}
