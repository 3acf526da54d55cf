import { Command } from './command.ts';
import { FILE_ADDRESS_SIZE, type FileAddress, readFileAddress, writeFileAddress } from './fileAddress.ts';
import { FILE_NOTE_SIZE, type FileNote, readFileNote, writeFileNote } from './fileNote.ts';
import { HEAD_SIZE } from './head.ts';
import { requestPacket } from './packet.ts';
import { expectBodySize } from './text.ts';

/** Bytes of a DESCRIBE body. */
export const DESCRIBE_BODY_SIZE = FILE_ADDRESS_SIZE + FILE_NOTE_SIZE;

/** What a file is called and what it is. Spec: WIRE-DESCRIBE. */
export interface DescribeRequest extends FileAddress, FileNote {}

/** A whole DESCRIBE packet. Throws a malformed `TnvError` when a field does not fit. Spec: WIRE-DESCRIBE. */
export function encodeDescribeRequest(request: DescribeRequest): Buffer {
  const packet = requestPacket(Command.describe, DESCRIBE_BODY_SIZE);
  writeFileAddress(packet, HEAD_SIZE, request);
  writeFileNote(packet, HEAD_SIZE + FILE_ADDRESS_SIZE, request);
  return packet;
}

/** Reads a DESCRIBE body. Throws a malformed `TnvError`. Spec: WIRE-DESCRIBE. */
export function decodeDescribeRequest(body: Buffer): DescribeRequest {
  expectBodySize(body, DESCRIBE_BODY_SIZE, 'DESCRIBE');
  return { ...readFileAddress(body), ...readFileNote(body, FILE_ADDRESS_SIZE) };
}
