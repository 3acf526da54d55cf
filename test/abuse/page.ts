import type { AbuseOutput } from './abuse.ts';
import type { KindReport } from './report.ts';
import { kindText } from './tables.ts';

/** What a run prints on the way. */
export class AbusePage implements AbuseOutput {
  readonly #stream: NodeJS.WriteStream;
  readonly #startMs = performance.now();
  #isLineOpen = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  say(text: string): void {
    if (this.#isLineOpen) this.#stream.write('\r\x1b[K');
    this.#isLineOpen = false;
    this.#stream.write(`${text}\n`);
  }

  progress(text: string): void {
    const line = `${Math.round((performance.now() - this.#startMs) / 1000)} s: ${text}`;
    if (this.#stream.isTTY) {
      this.#stream.write(`\r${line}\x1b[K`);
      this.#isLineOpen = true;
    } else {
      this.say(line);
    }
  }

  kind(report: KindReport): void {
    this.say(`${kindText(report)}\n`);
  }
}
