import { diskFailure } from './diskReason.ts';

/** How a file-system function of Node says that it is done. */
export type Done<T> = (error: Error | null, result?: T) => void;

/**
 * What a file-system function of Node gives to its callback; rejects with a `DiskError`. Its functions that return
 * promises cost twice as much processor time, and small files are little else.
 */
export function systemCall<T = void>(start: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, result) => {
      if (error === null || error === undefined) resolve(result as T);
      else reject(diskFailure(error));
    });
  });
}
