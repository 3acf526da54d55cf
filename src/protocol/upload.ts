import { Command } from './command.ts';
import { FILE_ADDRESS_SIZE, type FileAddress, readFileAddress, writeFileAddress } from './fileAddress.ts';
import { HEAD_SIZE } from './head.ts';
import { INT64_MAX } from './int64.ts';
import { malformed } from './malformed.ts';
import { requestPacket } from './packet.ts';
import { expectBodySize } from './text.ts';

/** Bytes of an UPLOAD body before the content. */
export const UPLOAD_PREFIX_SIZE = FILE_ADDRESS_SIZE + 8;

/** What stands before the content of an upload. Spec: WIRE-UPLOAD. */
export interface UploadRequest extends FileAddress {
  /** Bytes of content that follow; the body length is `UPLOAD_PREFIX_SIZE` more. */
  readonly size: bigint;
}

/**
 * Head and prefix of an UPLOAD packet; `size` bytes of content go behind it. Throws a malformed `TnvError` when an id
 * does not fit, or when the size is negative or too large for a body length. Spec: WIRE-UPLOAD.
 */
export function encodeUploadRequest(request: UploadRequest): Buffer {
  if (request.size < 0n || request.size > INT64_MAX - BigInt(UPLOAD_PREFIX_SIZE)) {
    throw malformed(`an upload of ${request.size} bytes cannot be told in a head`);
  }
  const packet = requestPacket(Command.upload, UPLOAD_PREFIX_SIZE, BigInt(UPLOAD_PREFIX_SIZE) + request.size);
  writeFileAddress(packet, HEAD_SIZE, request);
  packet.writeBigInt64BE(request.size, HEAD_SIZE + FILE_ADDRESS_SIZE);
  return packet;
}

/**
 * Reads the first `UPLOAD_PREFIX_SIZE` bytes of an UPLOAD body. Whether `size` agrees with the body length is
 * for the caller, who has the head. Throws a malformed `TnvError`. Spec: WIRE-UPLOAD.
 */
export function decodeUploadRequest(prefix: Buffer): UploadRequest {
  expectBodySize(prefix, UPLOAD_PREFIX_SIZE, 'UPLOAD before its content');
  return { ...readFileAddress(prefix), size: prefix.readBigInt64BE(FILE_ADDRESS_SIZE) };
}
