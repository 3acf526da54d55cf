import type { HttpRequest } from '../host/http.ts';
import type { Answer } from './answer.ts';
import { HttpError } from './httpError.ts';
import { parseTarget } from './target.ts';

/** A request that has found its route. */
export interface Call {
  readonly request: HttpRequest;
  readonly answer: Answer;
  /** What follows the route's path, percent-encoded; empty for a route of one path. */
  readonly rest: string;
  readonly query: URLSearchParams;
}

/** Answers a call; what it throws before the head becomes an error answer, after it the connection is cut. */
export type CallHandler = (call: Call) => Promise<void>;

/** A path, or all paths below one, and what may be done there. */
export interface Route {
  /** One that ends in a slash, other than the root, stands for what is below it. */
  readonly path: string;
  readonly methods: ReadonlyMap<string, CallHandler>;
}

/**
 * Has a request answered by the first route of its path. Rejects with an `HttpError` 404 when there is none and 405
 * when its method has no place there. Spec: HTTP-FILES.
 */
export async function route(routes: readonly Route[], request: HttpRequest, answer: Answer): Promise<void> {
  const { path, query } = parseTarget(request.target);
  for (const { path: routePath, methods } of routes) {
    const rest = restBelow(routePath, path);
    if (rest === undefined) continue;
    const handler = methods.get(request.method);
    if (handler === undefined) {
      const allow = [...methods.keys()].join(', ');
      throw new HttpError(405, `this can be asked for with ${allow} only`, { allow });
    }
    return handler({ request, answer, rest, query });
  }
  throw new HttpError(404, 'there is nothing here, files are at /files/<fileid>');
}

function restBelow(routePath: string, path: string): string | undefined {
  const isFolder = routePath !== '/' && routePath.endsWith('/');
  if (!isFolder) return path === routePath ? '' : undefined;
  return path.startsWith(routePath) ? path.slice(routePath.length) : undefined;
}
