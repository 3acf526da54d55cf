import type { Command, ReplyCommand } from './command.ts';
import { HEAD_SIZE, STATUS_FAILED, STATUS_OK, writeHead } from './head.ts';

/**
 * A request packet whose whole body has `bodySize` bytes, zeroed, the head filled in.
 * `claimedBodyLength` is larger than `bodySize` where content follows separately (UPLOAD). Spec: WIRE-REQUEST-STATUS.
 */
export function requestPacket(command: Command, bodySize: number, claimedBodyLength = BigInt(bodySize)): Buffer {
  const packet = zeroed(HEAD_SIZE + bodySize);
  writeHead(packet, { bodyLength: claimedBodyLength, command, status: STATUS_OK });
  return packet;
}

/** A success reply with room for `bodySize` bytes of body behind its head. Spec: WIRE-REPLY-STATUS. */
export function successPacket(command: ReplyCommand, bodySize: number): Buffer {
  const packet = zeroed(HEAD_SIZE + bodySize);
  writeHead(packet, { bodyLength: BigInt(bodySize), command, status: STATUS_OK });
  return packet;
}

/** A failure reply with room for `bodySize` bytes of body behind its head. Spec: WIRE-FAILURE-STATUS. */
export function failurePacket(command: ReplyCommand, bodySize: number): Buffer {
  const packet = zeroed(HEAD_SIZE + bodySize);
  writeHead(packet, { bodyLength: BigInt(bodySize), command, status: STATUS_FAILED });
  return packet;
}

/** Small packets share memory: one of its own would cost more than the packet. */
function zeroed(size: number): Buffer {
  return Buffer.allocUnsafe(size).fill(0);
}
