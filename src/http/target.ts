import { HttpError } from './httpError.ts';

/** The target of a request in its two parts. */
export interface Target {
  /** As sent, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
}

const ORIGIN = /^https?:\/\/[^/?]*/i;
const VISIBLE_ASCII = /^[\x21-\x7e]*$/;

/**
 * Takes a request's target apart; one that names the server too, as sent to proxies, is understood.
 * Throws an `HttpError` 400 for bytes that have no place in a target. Spec: HTTP-FILES.
 */
export function parseTarget(target: string): Target {
  if (!VISIBLE_ASCII.test(target)) throw new HttpError(400, 'the target of the request is not percent-encoded');
  const local = target.replace(ORIGIN, '');
  const queryAt = local.indexOf('?');
  const path = queryAt < 0 ? local : local.slice(0, queryAt);
  return { path: path === '' ? '/' : path, query: new URLSearchParams(queryAt < 0 ? '' : local.slice(queryAt)) };
}

const FILEID_BYTES_MAX = 127;

/**
 * The file id that a path segment spells. Throws an `HttpError`: 400 when it is not percent-encoded UTF-8, 404 for
 * what no file can have as its id. Spec: HTTP-FILES.
 */
export function decodeFileid(segment: string): string {
  const fileid = percentDecode(segment);
  const impossible = fileid === '' || segment.includes('/') || fileid.includes('\0');
  if (impossible || Buffer.byteLength(fileid) > FILEID_BYTES_MAX) throw new HttpError(404, 'no such file');
  return fileid;
}

function percentDecode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    throw new HttpError(400, 'the file id is not percent-encoded UTF-8', {}, { cause: error });
  }
}
