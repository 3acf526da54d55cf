import { ErrorNumber } from '../protocol/errorNumber.ts';
import { TnvError } from '../protocol/tnvError.ts';

/** A server that was tried in vain. */
export interface FailedAttempt {
  /** `host:port` */
  readonly server: string;
  readonly error: Error;
}

/**
 * Every server that could have done it was tried. Its number is the one that all of them refused with, else 503.
 * Spec: CLIENT-FAILOVER, CLIENT-FAILOVER-TOLD.
 */
export class AllServersFailed extends TnvError {
  /** What was asked: `storage`, `tracker`, `id server`. */
  readonly kind: string;
  /** In the order they were tried; a server may have been tried twice. */
  readonly tried: readonly FailedAttempt[];
  /** Whether the request may have taken effect all the same: it was sent, and no answer came. */
  readonly outcomeUnknown: boolean;

  constructor(kind: string, tried: readonly FailedAttempt[], outcomeUnknown = false, note = '') {
    super(commonNumber(tried), describe(kind, tried) + note);
    this.kind = kind;
    this.tried = tried;
    this.outcomeUnknown = outcomeUnknown;
  }
}

function commonNumber(tried: readonly FailedAttempt[]): number {
  const numbers = new Set(tried.map(({ error }) => (error instanceof TnvError ? error.errorNumber : undefined)));
  const [number] = numbers;
  return numbers.size === 1 && number !== undefined ? number : ErrorNumber.unavailable;
}

function describe(kind: string, tried: readonly FailedAttempt[]): string {
  if (tried.length === 0) return `there is no ${kind} to ask`;
  const attempts = tried.map(({ server, error }) => {
    const number = error instanceof TnvError ? `${error.errorNumber} ` : '';
    return `${server}: ${number}${error.message}`;
  });
  return `no ${kind} could do it: ${attempts.join('; ')}`;
}
