import type { ClientFault } from './clientFaults.ts';

/** Whose file, as the command line has it. */
export interface Ids {
  readonly appid: string;
  readonly userid: string;
  readonly fileid: string;
}

/** A whole request of the small client. */
export function request(fault: ClientFault, command: number, body: Buffer, more = 0): Buffer {
  const head = Buffer.alloc(10);
  const shorter = fault === 'length-off-by-one' && command === 70 ? 1 : 0;
  const length = BigInt(body.length + more - shorter);
  if (fault === 'little-endian') head.writeBigInt64LE(length);
  else head.writeBigInt64BE(length);
  head.writeUInt8(command, 8);
  head.writeInt8(fault === 'request-status' ? 1 : 0, 9);
  return Buffer.concat([head, body]);
}

/** The three ids. Throws when one does not fit. */
export function idsBody(fault: ClientFault, { appid, userid, fileid }: Ids): Buffer {
  return Buffer.concat([text(fault, appid, 16), text(fault, userid, 256), text(fault, fileid, 128)]);
}

function text(fault: ClientFault, value: string, width: number): Buffer {
  let bytes = Buffer.from(value, fault === 'latin-1' ? 'latin1' : 'utf8');
  if (bytes.length >= width) {
    if (fault !== 'cuts-ids') throw new Error(`"${value}" does not fit into ${width} bytes`);
    bytes = bytes.subarray(0, width - 1);
  }
  const field = Buffer.alloc(width, fault === 'missing-nul' ? ' ' : fault === 'garbage-padding' ? 'g' : 0);
  field.set(bytes);
  if (fault !== 'missing-nul') field[bytes.length] = 0;
  return field;
}

/** An int64. */
export function int64(fault: ClientFault, value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  if (fault === 'little-endian') bytes.writeBigInt64LE(BigInt(value));
  else bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

/** A text that must end with a NUL. */
export function nulText(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  if (end < 0) throw new Error('a text without a NUL');
  return bytes.toString('utf8', 0, end);
}
