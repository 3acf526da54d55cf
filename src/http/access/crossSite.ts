import type { HttpRequest } from '../../host/http.ts';
import { HttpError } from '../httpError.ts';

const FOREIGN = 'this is for pages of this site only';

/**
 * Throws an `HttpError` 403 when a page of another origin makes the request. A page cannot forge what its browser says of it;
 * programs that are no browsers say nothing. Spec: HTTP-CROSS-SITE.
 */
export function refuseForeignPages({ headers }: Pick<HttpRequest, 'headers'>): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    // Another port of the same machine is `same-site`, and somebody else all the same.
    if (site !== 'same-origin' && site !== 'none') throw new HttpError(403, FOREIGN);
  } else if (headers.origin !== undefined && hostOf(headers.origin) !== headers.host?.toLowerCase()) {
    throw new HttpError(403, FOREIGN);
  }
}

/** `host:port` of an origin as a Host header has it; undefined for the opaque one, `null`. */
function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host;
}
