import { diskFailure } from './diskReason.ts';

/** How a file-system function of Node says that it is done. */
export type Done<T> = (error: Error | null, result?: T) => void;

let callsUnderWay = 0;
/** Calls that begin at the end of this turn of the event loop. */
let held: (() => void)[] = [];

/**
 * What a file-system function of Node gives to its callback; rejects with a `DiskError`. Its functions that return
 * promises cost twice as much processor time, and small files are little else.
 *
 * Calls of one turn of the event loop begin together while others are under way. To wake a thread of Node's pool costs far more
 * than most calls do; those that begin one by one find it asleep again each time.
 */
export function systemCall<T = void>(start: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const done: Done<T> = (error, result) => {
      callsUnderWay--;
      if (error === null || error === undefined) resolve(result as T);
      else reject(diskFailure(error));
    };
    const begin = (): void => {
      try {
        start(done);
      } catch (error) {
        // Node throws at arguments that no file system would understand.
        done(error as Error);
      }
    };
    if (callsUnderWay++ === 0) begin();
    else if (held.push(begin) === 1) setImmediate(beginHeld);
  });
}

function beginHeld(): void {
  const calls = held;
  held = [];
  for (const begin of calls) begin();
}
