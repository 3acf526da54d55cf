import { HttpError } from '../../httpError.ts';

/** What a file is refused with that HLS cannot be made of; `why` ends the sentence. Spec: HTTP-HLS-REFUSAL. */
export function unsuited(why: string): HttpError {
  return new HttpError(415, `HLS cannot be made of this file: ${why}`);
}
