import type { DestinationStream } from 'pino';

/** Characters that are worth a write of their own, and for how long fewer of them wait for more. */
const PIECE_SIZE = 16 * 1024;
const WAIT_MS = 20;

/**
 * Lines on their way to a stream that has another thread write them: many at once. Each write wakes that thread, and on a
 * busy machine this one then waits for its turn. At the exit of the process nothing waits any more; the last lines may
 * overtake a piece that is just being written then.
 */
export class LinesInPieces implements DestinationStream {
  readonly #stream: DestinationStream;
  #lines = '';
  #waiting: NodeJS.Timeout | undefined;

  constructor(stream: DestinationStream) {
    this.#stream = stream;
  }

  write(line: string): void {
    this.#lines += line;
    if (this.#lines.length >= PIECE_SIZE) this.#pass();
    else if (this.#waiting === undefined) this.#wait();
  }

  #wait(): void {
    this.#waiting = setTimeout(this.#pass, WAIT_MS);
    // Before the stream does there what it does.
    process.prependOnceListener('exit', this.#pass);
  }

  readonly #pass = (): void => {
    clearTimeout(this.#waiting);
    process.removeListener('exit', this.#pass);
    this.#waiting = undefined;
    const lines = this.#lines;
    this.#lines = '';
    this.#stream.write(lines);
  };
}
