import type { Log, LogFields } from '../host/log.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { EndOfStream } from '../wire/byteReader.ts';
import { isForeseen, OutcomeUnknown, refusalOf } from './refusal.ts';

/**
 * Logs a request that was answered: `ok`, or the error number it was refused with. What is the peer's doing is
 * information, what is ours a warning, and what nobody foresaw an error with its stack. The success of what is
 * `routine` is for debugging only.
 */
export function logAnswer(log: Log, fields: LogFields, error: unknown, routine: boolean): void {
  if (error === undefined) {
    log[routine ? 'debug' : 'info']('request', { ...fields, outcome: 'ok' });
    return;
  }
  const outcome = refusalOf(error, '').errorNumber;
  if (!isForeseen(error)) {
    log.error('request', { ...fields, outcome, error: asError(error) });
  } else if (outcome >= 500) {
    log.warn('request', { ...fields, outcome, why: error.message });
  } else {
    log.info('request', { ...fields, outcome, why: error.message });
  }
}

/**
 * Logs a request whose connection was cut before the end of its reply: `cut off`, or `unknown` when it may have taken
 * effect.
 */
export function logCut(log: Log, fields: LogFields, error: unknown): void {
  if (error instanceof ConnectionLost || error instanceof EndOfStream) {
    log.info('request', { ...fields, outcome: 'cut off', why: error.message });
  } else if (error instanceof OutcomeUnknown) {
    log.warn('request', { ...fields, outcome: 'unknown', why: error.message });
  } else {
    log.error('request', { ...fields, outcome: 'cut off', error: asError(error) });
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
