import { Command, ReplyCommand } from './command.ts';
import { FILE_ADDRESS_SIZE, type FileAddress, readFileAddress, writeFileAddress } from './fileAddress.ts';
import { HEAD_SIZE } from './head.ts';
import { GROUP_WIDTH } from './join.ts';
import { malformed } from './malformed.ts';
import { requestPacket, successPacket } from './packet.ts';
import { quote } from './quote.ts';
import { expectBodySize, readText, writeText } from './text.ts';

/** Longest SADDRS reply body a client takes; three addresses need less than 256 bytes. */
export const SADDRS_REPLY_BODY_MAX = 64 * 1024;

/** Which storages serve this user: the group, and addresses `ip:port` of some of its active storages. */
export interface SaddrsReply {
  /** At most 16 bytes. */
  readonly group: string;
  /** `ip:port` each, an IPv6 address in brackets. */
  readonly addresses: readonly string[];
}

/** A whole SADDRS packet. Throws a malformed `TnvError` when an id does not fit. Spec: WIRE-SADDRS. */
export function encodeSaddrsRequest(address: FileAddress): Buffer {
  const packet = requestPacket(Command.saddrs, FILE_ADDRESS_SIZE);
  writeFileAddress(packet, HEAD_SIZE, address);
  return packet;
}

/** Reads a SADDRS body. Throws a malformed `TnvError`. Spec: WIRE-SADDRS. */
export function decodeSaddrsRequest(body: Buffer): FileAddress {
  expectBodySize(body, FILE_ADDRESS_SIZE, 'SADDRS');
  return readFileAddress(body);
}

/** A whole success reply to SADDRS; every address is followed by `;`. Spec: WIRE-SADDRS-REPLY. */
export function encodeSaddrsReply(reply: SaddrsReply): Buffer {
  const list = reply.addresses.map((address) => `${address};`).join('');
  const listWidth = Buffer.byteLength(list) + 1;
  const packet = successPacket(ReplyCommand.tracker, GROUP_WIDTH + listWidth);
  writeText(packet, HEAD_SIZE, GROUP_WIDTH, 'group', reply.group);
  writeText(packet, HEAD_SIZE + GROUP_WIDTH, listWidth, 'addresses', list);
  return packet;
}

const IP_PORT = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.]+\]):(\d{1,5})$/;

/**
 * Reads the body of a success reply to SADDRS, with or without the last `;`.
 * Throws a malformed `TnvError`, also for an address that is not `ip:port`. Spec: WIRE-SADDRS-REPLY.
 */
export function decodeSaddrsReply(body: Buffer): SaddrsReply {
  if (body.length <= GROUP_WIDTH) {
    throw malformed(`a SADDRS reply has more than ${GROUP_WIDTH} bytes, not ${body.length}`);
  }
  const list = readText(body, GROUP_WIDTH, body.length - GROUP_WIDTH, 'addresses');
  const parts = list.split(';');
  if (parts.at(-1) === '') parts.pop();
  for (const part of parts) {
    const port = Number(IP_PORT.exec(part)?.[1]);
    if (!(port >= 1 && port <= 65535)) throw malformed(`${quote(part)} is not an address ip:port`);
  }
  return { group: readText(body, 0, GROUP_WIDTH, 'group'), addresses: parts };
}
