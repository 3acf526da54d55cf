import type { Host } from '../host/host.ts';
import type { HttpRequest } from '../host/http.ts';
import type { Answer } from './answer.ts';
import type { HttpError } from './httpError.ts';
import { refusalOf } from './refusal.ts';
import type { Failure, RequestRecord } from './requestRecord.ts';
import { type Route, route } from './router.ts';

/**
 * Answers one request, whatever happens: with what its route sends; with an error if that fails before the head; and
 * with a cut connection if it fails after it, so that a broken body is never taken for a whole one. Tells the
 * record. Never rejects. Spec: HTTP-ERRORS, HTTP-NO-WRONG-BYTES.
 */
export async function answerRequest(
  host: Pick<Host, 'clock'>,
  record: RequestRecord,
  routes: readonly Route[],
  request: HttpRequest,
  answer: Answer,
): Promise<void> {
  const startMs = host.clock.monotonicMs();
  record.ended(request, answer, startMs, await tryToAnswer(routes, request, answer));
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
