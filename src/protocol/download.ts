import { Command } from './command.ts';
import { FILE_ADDRESS_SIZE, type FileAddress, readFileAddress, writeFileAddress } from './fileAddress.ts';
import { HEAD_SIZE } from './head.ts';
import { writeInt64 } from './int64.ts';
import { requestPacket } from './packet.ts';
import { expectBodySize } from './text.ts';

/** Bytes of a DOWNLOAD body. */
export const DOWNLOAD_BODY_SIZE = FILE_ADDRESS_SIZE + 16;

/** A part of a file. Spec: WIRE-DOWNLOAD. */
export interface DownloadRequest extends FileAddress {
  /** First byte wanted. */
  readonly offset: bigint;
  /** Bytes wanted; 0 means all up to the end. */
  readonly size: bigint;
}

/** A whole DOWNLOAD packet. Throws a malformed `TnvError` when a field does not fit. Spec: WIRE-DOWNLOAD. */
export function encodeDownloadRequest(request: DownloadRequest): Buffer {
  const packet = requestPacket(Command.download, DOWNLOAD_BODY_SIZE);
  writeFileAddress(packet, HEAD_SIZE, request);
  writeInt64(packet, HEAD_SIZE + FILE_ADDRESS_SIZE, 'offset', request.offset);
  writeInt64(packet, HEAD_SIZE + FILE_ADDRESS_SIZE + 8, 'size', request.size);
  return packet;
}

/** Reads a DOWNLOAD body. Throws a malformed `TnvError`. Spec: WIRE-DOWNLOAD. */
export function decodeDownloadRequest(body: Buffer): DownloadRequest {
  expectBodySize(body, DOWNLOAD_BODY_SIZE, 'DOWNLOAD');
  return {
    ...readFileAddress(body),
    offset: body.readBigInt64BE(FILE_ADDRESS_SIZE),
    size: body.readBigInt64BE(FILE_ADDRESS_SIZE + 8),
  };
}
