import { ConnectionLost } from '../host/networkErrors.ts';
import { TnvError } from '../protocol/tnvError.ts';
import { EndOfStream } from '../wire/byteReader.ts';
import { BadReply } from './badReply.ts';

/** Whether a server gave no answer that can be understood. */
export function isUnanswered(error: unknown): error is Error {
  return error instanceof ConnectionLost || error instanceof EndOfStream || error instanceof BadReply;
}

/**
 * Whether another server may do better: this one did not answer, or refused for a reason of its own. A refusal with
 * a number from 400 to 499 is about the request; every server would say the same. Spec: CLIENT-FAILOVER,
 * CLIENT-ODD-NUMBER.
 */
export function isTrouble(error: unknown): error is Error {
  if (error instanceof TnvError) return error.errorNumber < 400 || error.errorNumber > 499;
  return isUnanswered(error);
}
