import { Command, ReplyCommand } from './command.ts';
import { HEAD_SIZE } from './head.ts';
import { malformed } from './malformed.ts';
import { requestPacket, successPacket } from './packet.ts';
import { expectBodySize, readText, writeText } from './text.ts';

/** Longest ID_GET body: a key of 64 bytes and its NUL. */
export const ID_KEY_WIDTH_MAX = 65;

/** A whole ID_GET packet: the key and its NUL, nothing more. Throws a malformed `TnvError`. Spec: WIRE-IDGET. */
export function encodeIdGetRequest(key: string): Buffer {
  const width = Buffer.byteLength(key) + 1;
  if (width > ID_KEY_WIDTH_MAX) {
    throw malformed(`the id key has ${width - 1} bytes, at most ${ID_KEY_WIDTH_MAX - 1} fit`);
  }
  const packet = requestPacket(Command.idGet, width);
  writeText(packet, HEAD_SIZE, width, 'id key', key);
  return packet;
}

/** Reads the key of an ID_GET body of 1 to 65 bytes. Throws a malformed `TnvError`. Spec: WIRE-IDGET. */
export function decodeIdGetRequest(body: Buffer): string {
  if (body.length < 1 || body.length > ID_KEY_WIDTH_MAX) {
    throw malformed(`ID_GET has a body of 1 to ${ID_KEY_WIDTH_MAX} bytes, not ${body.length}`);
  }
  return readText(body, 0, body.length, 'id key');
}

/** A whole success reply to ID_GET. Spec: WIRE-IDGET-REPLY. */
export function encodeIdGetReply(id: bigint): Buffer {
  const packet = successPacket(ReplyCommand.id, 8);
  packet.writeBigInt64BE(id, HEAD_SIZE);
  return packet;
}

/** The id of a success reply to ID_GET. Throws a malformed `TnvError`. Spec: WIRE-IDGET-REPLY. */
export function decodeIdGetReply(body: Buffer): bigint {
  expectBodySize(body, 8, 'an ID_GET reply');
  return body.readBigInt64BE(0);
}
