const IN_PLACE_EVERY_MS = 250;
const LINE_EVERY_MS = 10_000;

/**
 * How far something is, on standard error: on a terminal a line in its place, elsewhere (a file, a log) a line every ten
 * seconds.
 */
export class Progress {
  readonly #inPlace = process.stderr.isTTY === true;
  #shownMs = performance.now();
  #width = 0;

  /** Shows what `text` gives, if it is time to. */
  show(text: () => string): void {
    const nowMs = performance.now();
    if (nowMs - this.#shownMs < (this.#inPlace ? IN_PLACE_EVERY_MS : LINE_EVERY_MS)) return;
    this.#shownMs = nowMs;
    if (!this.#inPlace) {
      process.stderr.write(`${text()}\n`);
      return;
    }
    const line = text().slice(0, (process.stderr.columns ?? 80) - 1);
    process.stderr.write(`\r${line.padEnd(this.#width)}`);
    this.#width = line.length;
  }

  /** Takes the line off the terminal, for something else to be printed. */
  clear(): void {
    if (this.#width > 0) process.stderr.write(`\r${' '.repeat(this.#width)}\r`);
    this.#width = 0;
  }
}
