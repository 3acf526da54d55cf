import { isUtf8 } from 'node:buffer';
import { decodeHead, encodeRequest, type Fields, type FieldValue, HEAD_BYTES, type Head } from '../wire/layout.ts';
import { type FieldLayout, type PacketLayout, type PacketName, packetOfCommand } from '../wire/packets.ts';

/** Something about a request that is against a statement, though the kit can make sense of it. */
export interface RequestFault {
  readonly statement: string;
  readonly kind: 'layout' | 'padding' | 'status' | 'pipelining';
  readonly packet: PacketName | 'unknown';
  /** Which part is wrong. */
  readonly field: string;
  readonly message: string;
  /** The request as it should have been, as far as that can be said. */
  readonly expected?: Buffer;
  readonly got?: Buffer;
  readonly dialect?: string;
}

/** What a request says, and what is wrong with how it says it. */
export interface Inspected {
  readonly packet: PacketLayout;
  readonly fields: Fields;
  readonly faults: readonly RequestFault[];
}

const INTEGER_BYTES: Readonly<Record<string, number>> = { int64: 8, uint16: 2, int16: 2, uint8: 1, int8: 1 };
const WIDE_PORT: FieldLayout = { name: 'port', type: 'uint16', width: 4, meaning: 'the port, in 4 bytes' };

/** Bytes of a request's body without the content of an UPLOAD; undefined when the text that fills it may be shorter. */
export function fixedBytes(packet: PacketLayout): number | undefined {
  let bytes = 0;
  for (const field of packet.fields) {
    if (field.type === 'bytes') break;
    const width = field.type === 'text' ? field.width : INTEGER_BYTES[field.type];
    if (typeof width !== 'number') return undefined;
    bytes += width;
  }
  return bytes;
}

/** Most bytes that the kit reads of a request before it looks at it. */
export function readableBytes(packet: PacketLayout, head: Head): number | undefined {
  const claimed = head.bodyLength;
  const fixed = fixedBytes(packet);
  const carriesContent = packet.fields.some((field) => field.type === 'bytes');
  if (carriesContent) return fixed !== undefined && claimed >= BigInt(fixed) ? fixed : undefined;
  return claimed >= 0n && claimed <= 4096n ? Number(claimed) : undefined;
}

/**
 * Looks at a request: `raw` is its head and its body, without the content of an UPLOAD. It is read as tolerantly as
 * sense can be made of it; everything that is against the layout in spec/packets.json becomes a fault. Undefined when
 * no sense can be made of it.
 */
export function inspectRequest(raw: Buffer): Inspected | undefined {
  const head = decodeHead(raw);
  const packet = packetOfCommand(head.command);
  if (packet === undefined) return undefined;
  const faults: RequestFault[] = [];
  const fault = (
    kind: RequestFault['kind'],
    field: string,
    statement: string,
    message: string,
    dialect?: string,
  ): void => {
    faults.push({ statement, kind, packet: packet.name, field, message, got: raw, ...(dialect && { dialect }) });
  };
  const layout = layoutFor(packet, raw.length - HEAD_BYTES);
  if (layout === undefined) return undefined;
  if (layout !== packet.fields) {
    fault(
      'layout',
      'port',
      packet.statement,
      'JOIN has its port in 4 bytes, a body of 173 instead of 171',
      'four-byte-port',
    );
  }
  if (head.status !== 0)
    fault('status', 'status', 'WIRE-REQUEST-STATUS', `${packet.name} has status ${head.status} instead of 0`);
  const fields: Fields = {};
  let at = HEAD_BYTES;
  for (const field of layout) {
    if (field.type === 'bytes') break;
    const width = widthOf(field) ?? raw.length - at;
    fields[field.name] = readField(field, raw.subarray(at, at + width), (message, kind = 'layout') =>
      fault(kind, field.name, 'WIRE-TEXT', `${packet.name}: ${field.name} ${message}`),
    );
    at += width;
  }
  const size = fields.size as bigint | undefined;
  if (packet.name === 'UPLOAD' && size !== undefined && head.bodyLength !== 408n + size) {
    fault(
      'layout',
      'size',
      'WIRE-UPLOAD',
      `UPLOAD has a body of ${head.bodyLength} bytes, 408 + its size would be ${408n + size}`,
    );
  }
  const expected = layout === packet.fields && faults.length > 0 ? honest(packet, fields) : undefined;
  return { packet, fields, faults: faults.map((each) => (expected ? { ...each, expected } : each)) };
}

/** The fields that fill `bytes`: those of the packet, or of a known dialect. */
function layoutFor(packet: PacketLayout, bytes: number): readonly FieldLayout[] | undefined {
  const fixed = fixedBytes(packet);
  if (fixed === undefined) return bytes > 0 ? packet.fields : undefined;
  if (bytes === fixed) return packet.fields;
  if (packet.name !== 'JOIN' || bytes !== fixed + 2) return undefined;
  return packet.fields.map((field) => (field.name === 'port' ? WIDE_PORT : field));
}

function widthOf(field: FieldLayout): number | undefined {
  if (typeof field.width === 'number') return field.width;
  return field.type === 'text' ? undefined : INTEGER_BYTES[field.type];
}

type Blame = (message: string, kind?: RequestFault['kind']) => void;

function readField(field: FieldLayout, bytes: Buffer, blame: Blame): FieldValue {
  if (field.type !== 'text') {
    if (field.type === 'int64') return bytes.readBigInt64BE();
    return field.type.startsWith('u') ? bytes.readUIntBE(0, bytes.length) : bytes.readIntBE(0, bytes.length);
  }
  if (field.widthMax !== undefined && bytes.length > field.widthMax) {
    blame(`has ${bytes.length} bytes, ${field.widthMax} at most`);
  }
  const nul = bytes.indexOf(0);
  if (nul < 0) blame(`has no NUL within its ${bytes.length} bytes`);
  const text = nul < 0 ? bytes : bytes.subarray(0, nul);
  if (!isUtf8(text)) blame('is not UTF-8');
  if (nul >= 0 && bytes.subarray(nul).some((byte) => byte !== 0)) {
    blame('is padded with something else than NULs', 'padding');
  }
  return text.toString('utf8');
}

/** The same request as it should have been; undefined when a text does not fit. */
function honest(packet: PacketLayout, fields: Fields): Buffer | undefined {
  try {
    const size = fields.size as bigint | undefined;
    const length = packet.name === 'UPLOAD' && size !== undefined ? { length: 408n + size } : {};
    return encodeRequest(packet.name, fields, length);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
