import type { Answer } from './answer.ts';
import type { Headers } from './httpError.ts';

/** Nothing that was told to one viewer at one moment is kept for others. */
const UNKEPT = { 'cache-control': 'no-store' } as const;

/** Answers with JSON. Rejects with a `ConnectionLost`. */
export function sendJson(answer: Answer, status: number, value: unknown, headers: Headers = {}): Promise<void> {
  return answer.small(status, 'application/json; charset=utf-8', JSON.stringify(value), { ...UNKEPT, ...headers });
}

/** Answers with nothing but success. */
export function sendNothing(answer: Answer, headers: Headers = {}): void {
  answer.head(204, { ...UNKEPT, ...headers });
  answer.end();
}
