import type { Host } from '../host/host.ts';
import type { HttpRequest } from '../host/http.ts';
import type { Answer } from './answer.ts';
import type { HttpError } from './httpError.ts';
import { refusalOf } from './refusal.ts';
import { type Route, route } from './router.ts';

/** Characters of a request's target that are logged. */
const LOGGED_TARGET_MAX = 200;

/**
 * Answers one request, whatever happens: with what its route sends; with an error if that fails before the head; and
 * with a cut connection if it fails after it, so that a broken body is never taken for a whole one. Writes one line
 * in the log. Never rejects. Spec: HTTP-ERRORS, HTTP-NO-WRONG-BYTES.
 */
export async function answerRequest(
  host: Host,
  routes: readonly Route[],
  request: HttpRequest,
  answer: Answer,
): Promise<void> {
  const startMs = host.clock.monotonicMs();
  const failure = await tryToAnswer(routes, request, answer);
  const line = {
    peer: request.peer,
    method: request.method,
    target: request.target.slice(0, LOGGED_TARGET_MAX),
    status: answer.status,
    bytes: answer.bytes,
    ms: Math.round((host.clock.monotonicMs() - startMs) * 1000) / 1000,
  };
  if (failure === undefined) host.log.info('request', { ...line, outcome: 'ok' });
  else host.log[failure.level]('request', { ...line, outcome: failure.outcome, error: failure.error });
}

/** What became of a request that failed. */
interface Failure {
  readonly outcome: 'refused' | 'left' | 'cut off';
  readonly level: 'info' | 'warn' | 'error';
  readonly error: Error;
}

async function tryToAnswer(
  routes: readonly Route[],
  request: HttpRequest,
  answer: Answer,
): Promise<Failure | undefined> {
  try {
    await route(routes, request, answer);
    return undefined;
  } catch (thrown) {
    const refusal = refusalOf(thrown);
    const error = thrown instanceof Error ? thrown : refusal;
    if (request.gone.aborted || answer.left) return cut(answer, { outcome: 'left', level: 'info', error });
    if (answer.status !== undefined) return cut(answer, { outcome: 'cut off', level: 'warn', error });
    return refuse(answer, refusal, error);
  }
}

async function refuse(answer: Answer, refusal: HttpError, error: Error): Promise<Failure> {
  // Some errors may be kept by caches unless told otherwise, and the file may come.
  const headers = { 'cache-control': 'no-store', ...refusal.headers };
  try {
    await answer.small(refusal.status, 'text/plain; charset=utf-8', `${refusal.message}\n`, headers);
  } catch {
    return cut(answer, { outcome: 'left', level: 'info', error });
  }
  const level = refusal.status < 500 ? 'info' : refusal.status === 500 ? 'error' : 'warn';
  return { outcome: 'refused', level, error };
}

function cut(answer: Answer, failure: Failure): Failure {
  answer.abort();
  return failure;
}
