import { Command, ReplyCommand } from './command.ts';
import { FILE_ADDRESS_SIZE, type FileAddress, readFileAddress, writeFileAddress } from './fileAddress.ts';
import { HEAD_SIZE } from './head.ts';
import { requestPacket, successPacket } from './packet.ts';
import { expectBodySize } from './text.ts';

/** A whole FILESIZE packet. Throws a malformed `TnvError` when an id does not fit. Spec: WIRE-FILESIZE. */
export function encodeFilesizeRequest(address: FileAddress): Buffer {
  const packet = requestPacket(Command.filesize, FILE_ADDRESS_SIZE);
  writeFileAddress(packet, HEAD_SIZE, address);
  return packet;
}

/** Reads a FILESIZE body. Throws a malformed `TnvError`. Spec: WIRE-FILESIZE. */
export function decodeFilesizeRequest(body: Buffer): FileAddress {
  expectBodySize(body, FILE_ADDRESS_SIZE, 'FILESIZE');
  return readFileAddress(body);
}

/** A whole success reply to FILESIZE; `size` in bytes. Spec: WIRE-FILESIZE-REPLY. */
export function encodeFilesizeReply(size: bigint): Buffer {
  const packet = successPacket(ReplyCommand.storage, 8);
  packet.writeBigInt64BE(size, HEAD_SIZE);
  return packet;
}

/** The size in bytes of a success reply to FILESIZE. Throws a malformed `TnvError`. Spec: WIRE-FILESIZE-REPLY. */
export function decodeFilesizeReply(body: Buffer): bigint {
  expectBodySize(body, 8, 'a FILESIZE reply');
  return body.readBigInt64BE(0);
}
