import type { Field, Layout, Packets } from './packets.ts';

/** What a field holds: a number, a text, or bytes (as hexadecimal digits in the examples). */
export type Value = bigint | number | string | Uint8Array;
export type Values = Readonly<Record<string, Value>>;

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
  if (field.type !== 'text' && field.type !== 'bytes') return INTEGER_BYTES[field.type];
  return typeof field.width === 'number' ? field.width : undefined;
}

/** The fields of a layout with these values, as bytes. Throws a RangeError for a value that does not fit. */
export function encodeFields(fields: readonly Field[], values: Values): Piece[] {
  let offset = 0;
  return fields.map((field) => {
    const value = values[field.name];
    if (value === undefined) throw new RangeError(`no value for ${field.name}`);
    const piece = { field, offset, bytes: encodeField(field, value) };
    offset += piece.bytes.length;
    return piece;
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
