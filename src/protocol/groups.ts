import { Command, ReplyCommand } from './command.ts';
import { HEAD_SIZE } from './head.ts';
import { requestPacket, successPacket } from './packet.ts';
import { expectBodySize, readText, writeText } from './text.ts';

/** Longest GROUPS reply body a client takes: room for some 200,000 storages. */
export const GROUPS_REPLY_BODY_MAX = 64 * 1024 * 1024;

/** A whole GROUPS packet. Spec: WIRE-GROUPS. */
export function encodeGroupsRequest(): Buffer {
  return requestPacket(Command.groups, 0);
}

/** Checks that a GROUPS body is empty. Throws a malformed `TnvError`. Spec: WIRE-GROUPS. */
export function decodeGroupsRequest(body: Buffer): void {
  expectBodySize(body, 0, 'GROUPS');
}

/** A whole success reply to GROUPS around its text (see `groupsText.ts`). Spec: WIRE-GROUPS-REPLY. */
export function encodeGroupsReply(text: string): Buffer {
  const width = Buffer.byteLength(text) + 1;
  const packet = successPacket(ReplyCommand.tracker, width);
  writeText(packet, HEAD_SIZE, width, 'groups', text);
  return packet;
}

/** The text of a success reply to GROUPS. Throws a malformed `TnvError`. Spec: WIRE-GROUPS-REPLY. */
export function decodeGroupsReply(body: Buffer): string {
  return readText(body, 0, body.length, 'groups');
}
