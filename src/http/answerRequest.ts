import type { Host } from '../host/host.ts';
import type { HttpRequest } from '../host/http.ts';
import type { Access } from './access/access.ts';
import { refuseForeignPages } from './access/crossSite.ts';
import type { Answer } from './answer.ts';
import type { HttpError } from './httpError.ts';
import { sendJson } from './jsonAnswer.ts';
import { refusalOf } from './refusal.ts';
import type { Failure, RequestRecord } from './requestRecord.ts';
import { type Route, route } from './router.ts';

/** Below it errors are JSON, too. */
const API = '/api/';
/** What changes nothing. */
const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Answers one request, whatever happens: with what its route sends; with an error if that fails before the head; and
 * with a cut connection if it fails after it, so that a broken body is never taken for a whole one. Tells the
 * record. Never rejects. Spec: HTTP-ERRORS, HTTP-NO-WRONG-BYTES, HTTP-API-ERRORS.
 */
export async function answerRequest(
  host: Pick<Host, 'clock'>,
  record: RequestRecord,
  access: Access,
  routes: readonly Route[],
  request: HttpRequest,
  answer: Answer,
): Promise<void> {
  const startMs = host.clock.monotonicMs();
  record.ended(request, answer, startMs, await tryToAnswer(access, routes, request, answer));
}

async function tryToAnswer(
  access: Access,
  routes: readonly Route[],
  request: HttpRequest,
  answer: Answer,
): Promise<Failure | undefined> {
  const isApi = request.target.startsWith(API);
  try {
    if (!SAFE_METHODS.includes(request.method)) refuseForeignPages(request);
    if (isApi) access.refuseMisled(request);
    await route(routes, request, answer);
    return undefined;
  } catch (thrown) {
    const refusal = refusalOf(thrown);
    const error = thrown instanceof Error ? thrown : refusal;
    if (request.gone.aborted || answer.left) return cut(answer, { outcome: 'left', level: 'info', error });
    if (answer.status !== undefined) return cut(answer, { outcome: 'cut off', level: 'warn', error });
    return refuse(answer, refusal, error, isApi);
  }
}

async function refuse(answer: Answer, refusal: HttpError, error: Error, asJson: boolean): Promise<Failure> {
  // Some errors may be kept by caches unless told otherwise, and the file may come.
  const headers = { 'cache-control': 'no-store', ...refusal.headers };
  try {
    const { status, message: text } = refusal;
    if (asJson) await sendJson(answer, status, { error: { status, text } }, headers);
    else await answer.small(status, 'text/plain; charset=utf-8', `${text}\n`, headers);
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
