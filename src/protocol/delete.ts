import { Command } from './command.ts';
import { FILE_ADDRESS_SIZE, type FileAddress, readFileAddress, writeFileAddress } from './fileAddress.ts';
import { HEAD_SIZE } from './head.ts';
import { requestPacket } from './packet.ts';
import { expectBodySize } from './text.ts';

/** A whole DELETE packet. Throws a malformed `TnvError` when an id does not fit. Spec: WIRE-DELETE. */
export function encodeDeleteRequest(address: FileAddress): Buffer {
  const packet = requestPacket(Command.delete, FILE_ADDRESS_SIZE);
  writeFileAddress(packet, HEAD_SIZE, address);
  return packet;
}

/** Reads a DELETE body. Throws a malformed `TnvError`. Spec: WIRE-DELETE. */
export function decodeDeleteRequest(body: Buffer): FileAddress {
  expectBodySize(body, FILE_ADDRESS_SIZE, 'DELETE');
  return readFileAddress(body);
}
