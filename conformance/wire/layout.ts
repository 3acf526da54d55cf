import { isUtf8 } from 'node:buffer';
import { type FieldLayout, type IntegerType, type PacketName, packet, REGISTRY, type ServerName } from './packets.ts';

/** A field's value: integers as number or bigint (int64 decodes to bigint), texts as string, raw bytes as they are, the items of a list. */
export type FieldValue = string | bigint | number | Uint8Array | readonly Fields[];
export interface Fields {
  [field: string]: FieldValue;
}

export const HEAD_BYTES = 10;

const INTEGER_BYTES: Readonly<Record<IntegerType, number>> = { int64: 8, uint16: 2, int16: 2, uint8: 1, int8: 1 };

/** Bytes that do not follow their layout. */
export class LayoutError extends Error {
  override readonly name = 'LayoutError';
  readonly field: string;

  constructor(field: string, message: string) {
    super(`${field}: ${message}`);
    this.field = field;
  }
}

/** How a packet may differ from an honest one. */
export interface Lies {
  readonly status?: number;
  readonly command?: number;
  /** The body length the head claims; by default the true one. */
  readonly length?: bigint | number;
  /** The byte behind the NUL of texts, up to their width; 0 by default. */
  readonly pad?: number;
}

export interface RequestOptions extends Lies {
  /** Content of an UPLOAD; the field `size` follows it unless it is given. */
  readonly content?: Uint8Array;
  /** A body in place of the fields. */
  readonly body?: Uint8Array;
}

/** A head of 10 bytes; the length may be any int64. */
export function encodeHead(bodyLength: bigint | number, command: number, status = 0): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeBigInt64BE(BigInt(bodyLength), 0);
  head.writeUInt8(command & 0xff, 8);
  head.writeInt8(status, 9);
  return head;
}

export interface Head {
  readonly bodyLength: bigint;
  readonly command: number;
  readonly status: number;
}

/** Reads a head from the first 10 bytes. */
export function decodeHead(bytes: Uint8Array): Head {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bodyLength: view.readBigInt64BE(0), command: view.readUInt8(8), status: view.readInt8(9) };
}

/**
 * A whole request, head and body. Fields that are not given are empty or 0. A text given as a string is NUL-terminated
 * and must leave room for that; given as bytes it is put down as it is, so that it may fill its field to the brim.
 */
export function encodeRequest(name: PacketName, fields: Fields = {}, options: RequestOptions = {}): Buffer {
  const layout = packet(name);
  const content = options.content ?? (fields.content instanceof Uint8Array ? fields.content : undefined);
  const all: Fields = { ...fields };
  if (name === 'UPLOAD') {
    all.size ??= BigInt(content?.byteLength ?? 0);
    all.content = content ?? new Uint8Array();
  }
  const body = options.body ?? encodeBody(layout.fields, all, options.pad);
  return packed(body, options.command ?? layout.command, options.status ?? 0, options.length);
}

/** A whole success reply to a request. */
export function encodeReply(name: PacketName, fields: Fields = {}, options: Lies & { body?: Uint8Array } = {}): Buffer {
  const { reply } = packet(name);
  const body = options.body ?? encodeBody(reply.fields, fields, options.pad);
  return packed(body, options.command ?? reply.command, options.status ?? 0, options.length);
}

/** A whole failure reply of a kind of server, with its error number and, if given, its description. */
export function encodeFailure(server: ServerName, number: number, text?: string, options: Lies = {}): Buffer {
  const fields: Fields = { errorNumber: number, ...(text === undefined ? {} : { description: text }) };
  const body = encodeBody(REGISTRY.failure.fields, fields, options.pad);
  const command = options.command ?? REGISTRY.replyCommands[server];
  return packed(body, command, options.status ?? REGISTRY.failureStatus, options.length);
}

function packed(body: Uint8Array, command: number, status: number, length?: bigint | number): Buffer {
  return Buffer.concat([encodeHead(length ?? body.byteLength, command, status), body]);
}

/** A body by its layout. Throws a RangeError for a value that its field cannot hold. */
export function encodeBody(layout: readonly FieldLayout[], fields: Fields, pad = 0): Buffer {
  for (const name of Object.keys(fields)) {
    if (!layout.some((field) => field.name === name)) throw new RangeError(`the packet has no field ${name}`);
  }
  return Buffer.concat(layout.map((field) => encodeField(field, fields[field.name], pad)));
}

function encodeField(field: FieldLayout, value: FieldValue | undefined, pad: number): Buffer {
  if (field.type === 'bytes') return Buffer.from(value instanceof Uint8Array ? value : []);
  if (field.type === 'list') {
    const items = Array.isArray(value) ? (value as readonly Fields[]) : [];
    return Buffer.concat(items.map((item) => encodeBody(field.of ?? [], item, pad)));
  }
  if (field.type !== 'text') return encodeInteger(field.type, value ?? 0);
  if (value === undefined && field.optional) return Buffer.alloc(0);
  const bytes = value instanceof Uint8Array ? value : Buffer.from(`${value ?? ''}\0`, 'utf8');
  if (typeof field.width !== 'number') return Buffer.from(bytes);
  if (bytes.byteLength > field.width) throw new RangeError(`${field.name} does not fit into ${field.width} bytes`);
  const padded = Buffer.alloc(field.width, pad);
  padded.set(bytes);
  return padded;
}

function encodeInteger(type: IntegerType, value: FieldValue): Buffer {
  const bytes = Buffer.alloc(INTEGER_BYTES[type]);
  const number = BigInt(value as bigint | number | string);
  if (type === 'int64') bytes.writeBigInt64BE(number);
  else if (type.startsWith('u')) bytes.writeUIntBE(Number(number), 0, bytes.length);
  else bytes.writeIntBE(Number(number), 0, bytes.length);
  return bytes;
}

/** The fields of a body; all of it must be used up. Throws a LayoutError that says which field is wrong, and how. */
export function decodeBody(layout: readonly FieldLayout[], body: Uint8Array): Fields {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const fields: Fields = {};
  let at = 0;
  for (const field of layout) {
    const width = widthOf(field, fields, bytes.length - at);
    if (width === 0 && field.optional) continue;
    if (at + width > bytes.length) {
      throw new LayoutError(field.name, `needs ${width} bytes at ${at}, the body has ${bytes.length}`);
    }
    fields[field.name] = decodeField(field, bytes.subarray(at, at + width));
    at += width;
  }
  if (at < bytes.length) throw new LayoutError('body', `has ${bytes.length} bytes, ${at} are expected`);
  return fields;
}

function decodeList({ name, of = [] }: FieldLayout, bytes: Buffer): Fields[] {
  const size = of.reduce((sum, field) => sum + widthOf(field, {}, 0), 0);
  if (bytes.length % size !== 0) throw new LayoutError(name, `has ${bytes.length} bytes, ${size} are an item`);
  return Array.from({ length: bytes.length / size }, (_, at) => {
    return decodeBody(of, bytes.subarray(at * size, (at + 1) * size));
  });
}

function widthOf(field: FieldLayout, fields: Fields, left: number): number {
  if (typeof field.width === 'number') return field.width;
  if (field.width === 'rest') return left;
  if (field.width === undefined) return INTEGER_BYTES[field.type as IntegerType];
  const width = Number(fields[field.width]);
  if (width < 0) throw new LayoutError(field.name, `has a negative width, ${width}`);
  return width;
}

function decodeField(field: FieldLayout, bytes: Buffer): FieldValue {
  if (field.type === 'bytes') return bytes;
  if (field.type === 'list') return decodeList(field, bytes);
  if (field.type === 'int64') return bytes.readBigInt64BE();
  if (field.type !== 'text') {
    return field.type.startsWith('u') ? bytes.readUIntBE(0, bytes.length) : bytes.readIntBE(0, bytes.length);
  }
  if (field.widthMax !== undefined && bytes.length > field.widthMax) {
    throw new LayoutError(field.name, `has ${bytes.length} bytes, at most ${field.widthMax} are allowed`);
  }
  const end = bytes.indexOf(0);
  if (end < 0) throw new LayoutError(field.name, `has no NUL in its ${bytes.length} bytes`);
  const text = bytes.subarray(0, end);
  if (!isUtf8(text)) throw new LayoutError(field.name, 'is not UTF-8');
  return text.toString('utf8');
}
