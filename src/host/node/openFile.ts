import { close } from 'node:fs';
import { DiskError } from '../disk.ts';
import { type Done, systemCall } from './systemCall.ts';

/** An open file. Its number goes back to the system when no call uses it any more: it may be another file's then. */
export class OpenFile {
  readonly #number: number;
  #calls = 0;
  #closing: PromiseWithResolvers<void> | undefined;

  constructor(number: number) {
    this.#number = number;
  }

  /** Makes a call with the number of the file. Rejects with a `DiskError`, also once it was closed. */
  async call<T = void>(start: (number: number, done: Done<T>) => void): Promise<T> {
    if (this.#closing !== undefined) throw new DiskError('io', 'the file was closed');
    this.#calls += 1;
    try {
      return await systemCall<T>((done) => start(this.#number, done));
    } finally {
      this.#calls -= 1;
      if (this.#calls === 0) this.#closeIfAsked();
    }
  }

  /** Closes when the calls under way are over; nothing happens when closed before. Rejects with a `DiskError`. */
  close(): Promise<void> {
    if (this.#closing === undefined) {
      this.#closing = Promise.withResolvers<void>();
      if (this.#calls === 0) this.#closeIfAsked();
    }
    return this.#closing.promise;
  }

  #closeIfAsked(): void {
    if (this.#closing === undefined) return;
    const { resolve, reject } = this.#closing;
    systemCall((done) => close(this.#number, done)).then(resolve, reject);
  }
}
