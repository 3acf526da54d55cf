import { Command } from './command.ts';
import { HEAD_SIZE } from './head.ts';
import { GROUP_WIDTH, HOSTNAME_WIDTH } from './join.ts';
import { requestPacket } from './packet.ts';
import { expectBodySize, readText, writeText } from './text.ts';

/** Bytes of a BEAT body. */
export const BEAT_BODY_SIZE = GROUP_WIDTH + HOSTNAME_WIDTH;

/** A storage's heartbeat to a tracker. Spec: WIRE-BEAT. */
export interface BeatRequest {
  /** At most 16 bytes. */
  readonly group: string;
  /** At most 128 bytes. */
  readonly hostname: string;
}

/** A whole BEAT packet. Throws a malformed `TnvError` when a field does not fit. Spec: WIRE-BEAT. */
export function encodeBeatRequest(request: BeatRequest): Buffer {
  const packet = requestPacket(Command.beat, BEAT_BODY_SIZE);
  writeText(packet, HEAD_SIZE, GROUP_WIDTH, 'group', request.group);
  writeText(packet, HEAD_SIZE + GROUP_WIDTH, HOSTNAME_WIDTH, 'hostname', request.hostname);
  return packet;
}

/** Reads a BEAT body. Throws a malformed `TnvError`. Spec: WIRE-BEAT. */
export function decodeBeatRequest(body: Buffer): BeatRequest {
  expectBodySize(body, BEAT_BODY_SIZE, 'BEAT');
  return {
    group: readText(body, 0, GROUP_WIDTH, 'group'),
    hostname: readText(body, GROUP_WIDTH, HOSTNAME_WIDTH, 'hostname'),
  };
}
