import type { Result } from '../runner/verdict.ts';

/** One line on a terminal's standard error that is written over; silent where there is no terminal. */
export class Progress {
  readonly #stream: NodeJS.WriteStream | undefined;
  #done = 0;
  #failed = 0;

  constructor(stream: NodeJS.WriteStream) {
    if (stream.isTTY) this.#stream = stream;
  }

  show(result: Result, left: number): void {
    this.#done++;
    if (result.verdict === 'fail' || result.verdict === 'error') this.#failed++;
    const failed = this.#failed > 0 ? `, ${this.#failed} not as stated` : '';
    const line = `${this.#done} of ${this.#done + left}${failed}  ${result.id}`;
    this.#stream?.write(`\r\u001b[K${line.slice(0, (this.#stream.columns ?? 80) - 1)}`);
  }

  clear(): void {
    this.#stream?.write('\r\u001b[K');
  }
}
