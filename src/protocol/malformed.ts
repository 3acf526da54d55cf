import { ErrorNumber } from './errorNumber.ts';
import { TnvError } from './tnvError.ts';

/** The error for bytes that do not follow the layout of their packet. Spec: ERR-MALFORMED. */
export function malformed(message: string): TnvError {
  return new TnvError(ErrorNumber.malformed, message);
}
