import { seconds } from '../entries.ts';

/** What patience is measured by. */
export interface PatienceParts {
  readonly nowMs: () => number;
  /** Milliseconds a client may wait for the first byte of a reply: to an upload of so many bytes, or to a request without content. */
  readonly limitMs: (contentBytes: number | undefined) => number;
  readonly complain: (story: string) => void;
}

/** How long one client waits for the first byte of a reply on one connection. Spec: CLIENT-BOUNDED. */
export class Patience {
  readonly #parts: PatienceParts;
  #waiting: { readonly sinceMs: number; readonly contentBytes: number | undefined } | undefined;

  constructor(parts: PatienceParts) {
    this.#parts = parts;
  }

  /** The client wrote bytes of a request. */
  asked(contentBytes: number | undefined): void {
    this.#waiting = { sinceMs: this.#parts.nowMs(), contentBytes };
  }

  /** Something arrived for the client, or it has the connection no more. */
  over(): void {
    if (this.#waiting === undefined) return;
    const { sinceMs, contentBytes } = this.#waiting;
    this.#waiting = undefined;
    const { nowMs, limitMs, complain } = this.#parts;
    const [waitedMs, allowedMs] = [nowMs() - sinceMs, limitMs(contentBytes)];
    if (waitedMs > allowedMs) complain(`waited ${seconds(waitedMs)} for a reply, more than ${seconds(allowedMs)}`);
  }
}
