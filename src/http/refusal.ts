import { ErrorNumber } from '../protocol/errorNumber.ts';
import { TnvError } from '../protocol/tnvError.ts';
import { HttpError } from './httpError.ts';

/** Seconds after which a site that cannot serve now is worth asking again. */
const RETRY_AFTER_SECONDS = 5;

/**
 * The answer to a request that failed with `error` before anything was sent. What the servers said stays in the log:
 * it names hosts that are no business of a viewer's. Spec: HTTP-ERRORS, HTTP-ERROR-FORM, HTTP-WRITE-REFUSAL.
 */
export function refusalOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (!(error instanceof TnvError)) return new HttpError(500, 'internal error');
  switch (error.errorNumber) {
    case ErrorNumber.notFound:
      return new HttpError(404, 'no such file');
    case ErrorNumber.tooLarge:
      return new HttpError(413, 'the storages take no file as large as that');
    case ErrorNumber.noSpace:
      return new HttpError(507, 'the storages have no room left');
    case ErrorNumber.unavailable:
      return new HttpError(503, 'no storage can serve this now, try again later', {
        'retry-after': RETRY_AFTER_SECONDS,
      });
    default:
      return new HttpError(502, 'the storage did not do what it was asked for');
  }
}
