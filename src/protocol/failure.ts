import type { ReplyCommand } from './command.ts';
import { HEAD_SIZE } from './head.ts';
import { malformed } from './malformed.ts';
import { failurePacket } from './packet.ts';
import { readText, writeText } from './text.ts';

/** Widest description, its NUL included. */
const DESCRIPTION_WIDTH_MAX = 1024;

/** Longest body of a failure reply. */
export const FAILURE_BODY_MAX = 2 + DESCRIPTION_WIDTH_MAX;

/** What a failure reply says. Spec: WIRE-FAILURE. */
export interface Failure {
  /** int16; ours are `ErrorNumber`s, other servers send what they like. */
  readonly errorNumber: number;
  /** `[hostname] what went wrong`; empty when the server sent none. */
  readonly description: string;
}

/** Cuts `text` to at most `bytesMax` bytes of UTF-8 without splitting a character. */
function cutToBytes(text: string, bytesMax: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= bytesMax) return text;
  let end = bytesMax;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

/**
 * A whole failure reply. Whatever the description holds is made to fit: one that is too long is cut, NULs become
 * spaces. Spec: WIRE-FAILURE.
 */
export function encodeFailure(command: ReplyCommand, failure: Failure): Buffer {
  const text = cutToBytes(failure.description.toWellFormed().replaceAll('\0', ' '), DESCRIPTION_WIDTH_MAX - 1);
  const width = Buffer.byteLength(text) + 1;
  const packet = failurePacket(command, 2 + width);
  packet.writeInt16BE(failure.errorNumber, HEAD_SIZE);
  writeText(packet, HEAD_SIZE + 2, width, 'description', text);
  return packet;
}

/** Reads the body of a failure reply, with or without a description. Throws a malformed `TnvError`. Spec: WIRE-FAILURE. */
export function decodeFailure(body: Buffer): Failure {
  if (body.length < 2 || body.length > FAILURE_BODY_MAX) {
    throw malformed(`a failure has a body of 2 to ${FAILURE_BODY_MAX} bytes, not ${body.length}`);
  }
  return {
    errorNumber: body.readInt16BE(0),
    description: body.length === 2 ? '' : readText(body, 2, body.length - 2, 'description'),
  };
}
