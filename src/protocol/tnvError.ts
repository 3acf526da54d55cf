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
    super(message, options);
    this.errorNumber = errorNumber;
  }
}
