import type { Timers } from './timers.ts';

/** Resolves `delayMs` from now, or as soon as `signal` is aborted. Never rejects; leaves no timer behind. */
export function sleep(timers: Timers, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      timer.cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = timers.after(delayMs, done);
    signal?.addEventListener('abort', done);
  });
}
