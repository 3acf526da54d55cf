import { ErrorNumber } from '../protocol/errorNumber.ts';
import { TnvError } from '../protocol/tnvError.ts';

/** A server refuses a well-formed request of an optional extension: it does not know it. Spec: LIST-NOT-SUPPORTED. */
export class NotSupported extends TnvError {
  /** `what` it does not know: LIST; `why` is what servers said. */
  constructor(what: string, why: string) {
    super(ErrorNumber.malformed, `${what} is not supported: ${why}`);
  }

  /** The error of a server that was asked for `what`, told apart from a refusal of this request. */
  static or(what: string, error: unknown): unknown {
    if (!(error instanceof TnvError)) return error;
    const { errorNumber } = error;
    const known = errorNumber > ErrorNumber.malformed && errorNumber <= 599;
    return known ? error : new NotSupported(what, `${error.message} (${errorNumber})`);
  }
}
