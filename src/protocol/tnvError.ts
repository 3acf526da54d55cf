import type { ErrorNumber } from './errorNumber.ts';

/**
 * A failure that has a number on the wire. Servers throw it to refuse a request, codecs throw it for
 * malformed bytes, clients throw it for a failure reply.
 * Spec: ERR-NUMBERS, ERR-ANY.
 */
export class TnvError extends Error {
  override readonly name = 'TnvError';
  /** One of `ErrorNumber` when we made it; a foreign server may have sent any int16. */
  readonly errorNumber: number;

  constructor(errorNumber: ErrorNumber | number, message: string, options?: ErrorOptions) {
    // It is an answer, not a fault of the program: where it was made says little, and would cost more than all else.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
    this.errorNumber = errorNumber;
  }
}
