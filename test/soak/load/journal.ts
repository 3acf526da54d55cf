import { closeSync, openSync, writeSync } from 'node:fs';

/** The log of a soak: a JSON object a line, each with `atMs` since its start. */
export class Journal {
  readonly path: string;
  readonly #file: number;
  readonly #nowMs: () => number;

  constructor(path: string, nowMs: () => number) {
    this.path = path;
    this.#file = openSync(path, 'w');
    this.#nowMs = nowMs;
  }

  note(what: string, fields: Readonly<Record<string, unknown>> = {}): void {
    writeSync(this.#file, `${JSON.stringify({ atMs: Math.round(this.#nowMs()), what, ...fields })}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}
