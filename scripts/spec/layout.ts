import type { Field, Layout, Packets } from './packets.ts';

/** What a field holds: a number, a text, bytes (as hexadecimal digits in the examples), or the items of a list. */
export type Value = bigint | number | string | Uint8Array | readonly Values[];
export interface Values {
  readonly [field: string]: Value;
}

/** The bytes of one field. */
export interface Piece {
  readonly field: Field;
  /** From the first byte of the head or body. */
  readonly offset: number;
  readonly bytes: Buffer;
}

const INTEGER_BYTES = { int64: 8, uint16: 2, int16: 2, uint8: 1, int8: 1 } as const;

/** Bytes that a field always has, or undefined where that depends on the packet. */
export function fixedWidth(field: Field): number | undefined {
  if (isInteger(field.type)) return INTEGER_BYTES[field.type];
  return typeof field.width === 'number' ? field.width : undefined;
}

/** Bytes of each item of a list. */
export function itemBytes({ of = [] }: Field): number {
  return of.reduce((sum, field) => sum + (fixedWidth(field) ?? 0), 0);
}

/** What a field of an item is called, the first item being 1: `1.size`. */
export function nameInItem(item: number, name: string): string {
  return `${item}.${name}`;
}

function isInteger(type: Field['type']): type is keyof typeof INTEGER_BYTES {
  return type in INTEGER_BYTES;
}

/** The fields of a layout with these values, as bytes. Throws a RangeError for a value that does not fit. */
export function encodeFields(fields: readonly Field[], values: Values): Piece[] {
  let offset = 0;
  return fields.flatMap((field) => {
    const value = values[field.name];
    if (value === undefined) throw new RangeError(`no value for ${field.name}`);
    const pieces =
      field.type === 'list' ? encodeList(field, value) : [{ field, offset: 0, bytes: encodeField(field, value) }];
    const start = offset;
    offset += bytesOf(pieces).length;
    return pieces.map((piece) => ({ ...piece, offset: start + piece.offset }));
  });
}

/** The fields of all items, each under the name of its field and the number of its item. */
function encodeList({ name, of = [] }: Field, items: Value): Piece[] {
  if (!Array.isArray(items)) throw new RangeError(`${name} is not a list`);
  let offset = 0;
  return items.flatMap((item: Values, at) => {
    const pieces = encodeFields(of, item);
    const start = offset;
    offset += bytesOf(pieces).length;
    return pieces.map((piece) => ({
      ...piece,
      field: { ...piece.field, name: nameInItem(at + 1, piece.field.name) },
      offset: start + piece.offset,
    }));
  });
}

function encodeField(field: Field, value: Value): Buffer {
  if (field.type === 'bytes')
    return typeof value === 'string' ? Buffer.from(value, 'hex') : Buffer.from(value as Uint8Array);
  if (field.type === 'text') {
    const text = Buffer.from(String(value));
    const width = fixedWidth(field) ?? text.length + 1;
    if (text.length >= width) throw new RangeError(`${field.name} has ${text.length} bytes, at most ${width - 1} fit`);
    return Buffer.concat([text], width);
  }
  if (!isInteger(field.type)) throw new RangeError(`${field.name} stands within no other list`);
  const size = INTEGER_BYTES[field.type];
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(field.type === 'int64' ? BigInt(value as bigint) : BigInt.asIntN(64, BigInt(value as bigint)));
  return bytes.subarray(8 - size);
}

/** A whole packet: the pieces of its head, then those of its body, each with its offset in the packet. */
export function encodePacket(
  packets: Packets,
  layout: Layout,
  head: { command: number; status: number },
  values: Values,
): Piece[] {
  const body = encodeFields(layout.fields, values);
  const bodyLength = body.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const front = encodeFields(packets.head.fields, { bodyLength, ...head });
  const headBytes = front.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return [...front, ...body.map((piece) => ({ ...piece, offset: piece.offset + headBytes }))];
}

/** All bytes of the pieces, one after the other. */
export function bytesOf(pieces: readonly Piece[]): Buffer {
  return Buffer.concat(pieces.map(({ bytes }) => bytes));
}
