import type { Address } from '../host/address.ts';
import type { ReplyCommand } from '../protocol/command.ts';
import { decodeReply } from './decodeReply.ts';
import type { Pool } from './pool.ts';
import { perform } from './request.ts';

/** A small request and what to make of its reply. */
export interface Question<T> {
  /** The whole request packet. */
  readonly packet: Buffer;
  readonly replyCommand: ReplyCommand;
  /** Longest body of a success reply. */
  readonly replyBodyMax: number;
  /** Reads the body of a success reply; throws a malformed `TnvError`. */
  readonly decode: (body: Buffer) => T;
  /** Called each time the packet is about to be sent. */
  readonly onSend?: () => void;
}

/**
 * One small request and its reply over one connection; `timeoutMs` is the longest wait for the head of the reply, and
 * for its body. The connection goes back to the pool after a well-formed success reply, and is dropped in every other
 * case: a server that refuses may close. Rejects like `perform`. Spec: CLIENT-POOL, CLIENT-NO-WRONG-BYTES, CONN-REFUSAL-CLOSES.
 */
export function exchange<T>(
  pool: Pool,
  address: Address,
  question: Question<T>,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<T> {
  const { packet, replyCommand, replyBodyMax, decode, onSend } = question;
  return perform(pool, address, {
    replyCommand,
    bodySizes: [0, replyBodyMax],
    timeoutMs,
    signal,
    send(link) {
      onSend?.();
      link.send(packet);
      return true;
    },
    async receive(link, bodySize) {
      const result = decodeReply(decode, await link.reader.take(bodySize, timeoutMs));
      pool.putBack(link);
      return result;
    },
  });
}
