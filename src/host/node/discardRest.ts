import type { IncomingMessage } from 'node:http';
import type { Timers } from '../timers.ts';

/** Milliseconds in which the rest may come. */
const DURATION_MAX_MS = 30_000;
/** Milliseconds without any of it. */
const SILENCE_MAX_MS = 5_000;
const BYTES_MAX = 1024 * 1024 * 1024;

/**
 * Reads what is left of a request's body and throws it away, then calls `onDone`: at its end, or when it has taken too
 * long or was too much. A connection that is closed while bytes of the peer are unread is reset, and an answer that the peer
 * had not read yet would be lost with it; browsers read it only when they have sent everything.
 */
export function discardRest(request: IncomingMessage, timers: Timers, onDone: () => void): void {
  let count = 0;
  let done = false;
  const finish = (): void => {
    if (done) return;
    done = true;
    total.cancel();
    silence.cancel();
    request.off('data', onData);
    onDone();
  };
  const onData = (chunk: Buffer): void => {
    count += chunk.length;
    silence.cancel();
    if (count > BYTES_MAX) finish();
    else silence = timers.after(SILENCE_MAX_MS, finish);
  };
  const total = timers.after(DURATION_MAX_MS, finish);
  let silence = timers.after(SILENCE_MAX_MS, finish);
  request.on('data', onData);
  request.once('end', finish);
  request.once('close', finish);
  // A body that broke off is at its end, too.
  request.on('error', finish);
  request.resume();
}
