import { malformed } from './malformed.ts';

/** Bytes of a head. */
export const HEAD_SIZE = 10;

/** Status of every request, and of a reply that reports success. */
export const STATUS_OK = 0;

/** Status our servers put into failure replies; receivers take any value but 0 as failure. */
export const STATUS_FAILED = -3;

/** The ten bytes before every body: length of the body, command, status. Spec: WIRE-HEAD. */
export interface Head {
  /** Bytes that follow the head; a peer may claim any int64, also a negative one. */
  readonly bodyLength: bigint;
  /** 0 to 255. */
  readonly command: number;
  /** -128 to 127. */
  readonly status: number;
}

/** Writes a head at `offset` of `target`. The caller has made room for `HEAD_SIZE` bytes. Spec: WIRE-HEAD. */
export function writeHead(target: Buffer, head: Head, offset = 0): void {
  target.writeBigInt64BE(head.bodyLength, offset);
  target.writeUInt8(head.command, offset + 8);
  target.writeInt8(head.status, offset + 9);
}

/** A head of its own. Spec: WIRE-HEAD. */
export function encodeHead(head: Head): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_SIZE);
  writeHead(bytes, head);
  return bytes;
}

/**
 * Reads a head as it stands on the wire. Lengths and commands are judged by whoever knows the command.
 * Throws a malformed `TnvError` when `bytes` has not exactly `HEAD_SIZE` bytes. Spec: WIRE-HEAD.
 */
export function decodeHead(bytes: Buffer): Head {
  if (bytes.length !== HEAD_SIZE) throw malformed(`a head has ${HEAD_SIZE} bytes, not ${bytes.length}`);
  return {
    bodyLength: bytes.readBigInt64BE(0),
    command: bytes.readUInt8(8),
    status: bytes.readInt8(9),
  };
}
