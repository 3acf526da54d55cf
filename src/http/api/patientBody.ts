import type { Timers } from '../../host/timers.ts';
import { HttpError } from '../httpError.ts';

const DONE = { done: true, value: undefined } as const;

/**
 * The chunks of a body, each of which may take `timeoutMs` from when it is asked for; one that takes longer rejects with an
 * `HttpError` 408. Leaving it ends the wait for a chunk, too. Spec: HTTP-WRITE-WHOLE.
 */
export function patientBody(
  body: AsyncIterable<Uint8Array>,
  timers: Timers,
  timeoutMs: number,
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const chunks = body[Symbol.asyncIterator]();
      let leave = (): void => {};
      return {
        next() {
          return new Promise((resolve, reject) => {
            const timer = timers.after(timeoutMs, () => {
              reject(new HttpError(408, 'the rest of the body did not come'));
            });
            leave = () => {
              timer.cancel();
              resolve(DONE);
            };
            chunks
              .next()
              .finally(() => timer.cancel())
              .then(resolve, reject);
          });
        },
        async return() {
          leave();
          // One that is still waiting for the viewer ends when that lets it; nobody is left to hear how.
          chunks.return?.().catch(() => {});
          return DONE;
        },
      };
    },
  };
}
