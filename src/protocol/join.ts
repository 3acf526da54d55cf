import { Command } from './command.ts';
import { HEAD_SIZE } from './head.ts';
import { writeInt64 } from './int64.ts';
import { malformed } from './malformed.ts';
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

/** Bytes of a JOIN body in the dialect of those forks that send the port in 4 bytes. */
export const JOIN_BODY_SIZE_WIDE_PORT = JOIN_BODY_SIZE + 2;

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
  if (!(Number.isInteger(request.port) && request.port >= 0 && request.port <= 65535)) {
    throw malformed(`port ${request.port} is not between 0 and 65535`);
  }
  body.writeUInt16BE(request.port, PORT_AT);
  writeInt64(body, START_TIME_AT, 'start time', request.startTime);
  writeInt64(body, JOIN_TIME_AT, 'join time', request.joinTime);
  return packet;
}

/**
 * Reads a JOIN body. Throws a malformed `TnvError`; one for the dialect with a wide port names it.
 * Spec: WIRE-JOIN, DIALECT-PORT4.
 */
export function decodeJoinRequest(body: Buffer): JoinRequest {
  if (body.length === JOIN_BODY_SIZE_WIDE_PORT) {
    throw malformed(
      `JOIN has a body of ${JOIN_BODY_SIZE} bytes, not ${body.length}: ` +
        'this storage seems to send its port in 4 bytes instead of 2',
    );
  }
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
