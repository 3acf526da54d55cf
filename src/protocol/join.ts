import { Command } from './command.ts';
import { HEAD_SIZE } from './head.ts';
import { requestPacket } from './packet.ts';
import { expectBodySize, readText, writeText } from './text.ts';

export const VERSION_WIDTH = 7;
export const GROUP_WIDTH = 17;
export const HOSTNAME_WIDTH = 129;
const PORT_AT = VERSION_WIDTH + GROUP_WIDTH + HOSTNAME_WIDTH;
const START_TIME_AT = PORT_AT + 2;
const JOIN_TIME_AT = START_TIME_AT + 8;

/** Bytes of a JOIN body. */
export const JOIN_BODY_SIZE = JOIN_TIME_AT + 8;

/** A storage announces itself to a tracker. Spec: WIRE-JOIN. */
export interface JoinRequest {
  /** At most 6 bytes. */
  readonly version: string;
  /** At most 16 bytes. */
  readonly group: string;
  /** At most 128 bytes. */
  readonly hostname: string;
  /** Where the storage listens, 0 to 65535. */
  readonly port: number;
  /** Seconds since the epoch. */
  readonly startTime: bigint;
  /** Seconds since the epoch. */
  readonly joinTime: bigint;
}

/** A whole JOIN packet. Throws a malformed `TnvError` when a field does not fit. Spec: WIRE-JOIN. */
export function encodeJoinRequest(request: JoinRequest): Buffer {
  const packet = requestPacket(Command.join, JOIN_BODY_SIZE);
  const body = packet.subarray(HEAD_SIZE);
  writeText(body, 0, VERSION_WIDTH, 'version', request.version);
  writeText(body, VERSION_WIDTH, GROUP_WIDTH, 'group', request.group);
  writeText(body, VERSION_WIDTH + GROUP_WIDTH, HOSTNAME_WIDTH, 'hostname', request.hostname);
  body.writeUInt16BE(request.port, PORT_AT);
  body.writeBigInt64BE(request.startTime, START_TIME_AT);
  body.writeBigInt64BE(request.joinTime, JOIN_TIME_AT);
  return packet;
}

/** Reads a JOIN body. Throws a malformed `TnvError`. Spec: WIRE-JOIN. */
export function decodeJoinRequest(body: Buffer): JoinRequest {
  expectBodySize(body, JOIN_BODY_SIZE, 'JOIN');
  return {
    version: readText(body, 0, VERSION_WIDTH, 'version'),
    group: readText(body, VERSION_WIDTH, GROUP_WIDTH, 'group'),
    hostname: readText(body, VERSION_WIDTH + GROUP_WIDTH, HOSTNAME_WIDTH, 'hostname'),
    port: body.readUInt16BE(PORT_AT),
    startTime: body.readBigInt64BE(START_TIME_AT),
    joinTime: body.readBigInt64BE(JOIN_TIME_AT),
  };
}
