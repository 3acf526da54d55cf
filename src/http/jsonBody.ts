import type { z } from 'zod';
import type { HttpRequest } from '../host/http.ts';
import type { Timers } from '../host/timers.ts';
import { HttpError } from './httpError.ts';

/** Bytes of a body; more is refused. */
const BODY_SIZE_MAX = 1024;

/** What is left unread of a body must not be taken for the next request. */
const CLOSE = { connection: 'close' } as const;

/**
 * Reads a small JSON body that follows `schema`. Rejects with an `HttpError`: 415 for another type, 413 when it is too
 * large, 408 when it has not come after `timeoutMs`, 400 when it does not follow the schema. Spec: HTTP-SESSION.
 */
export async function readJson<T>(
  request: HttpRequest,
  schema: z.ZodType<T>,
  timers: Timers,
  timeoutMs: number,
): Promise<T> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json[ \t]*(?:;|$)/i.test(type) || request.headers['content-encoding'] !== undefined) {
    throw new HttpError(415, 'the body must be application/json', CLOSE);
  }
  const body = await readSmall(request, timers, timeoutMs);
  const parsed = schema.safeParse(parse(body));
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues.map((issue) => [...issue.path, issue.message].join(': ')).join('; ');
  throw new HttpError(400, `the body is not what it should be: ${problem}`);
}

async function readSmall(request: HttpRequest, timers: Timers, timeoutMs: number): Promise<Buffer> {
  const late = Promise.withResolvers<never>();
  const timer = timers.after(timeoutMs, () => late.reject(new HttpError(408, 'the body did not come', CLOSE)));
  // Not `for await`: leaving that would end the connection before the refusal is out.
  const chunks = request.body[Symbol.asyncIterator]();
  const received: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), late.promise]);
      if (next.done) return Buffer.concat(received);
      size += next.value.length;
      if (size > BODY_SIZE_MAX) throw new HttpError(413, `the body may have ${BODY_SIZE_MAX} bytes`, CLOSE);
      received.push(next.value);
    }
  } finally {
    timer.cancel();
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new HttpError(400, 'the body is not JSON', {}, { cause: error });
  }
}
