import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A program of the benchmark in a process of its own: it gives an answer to each message. */
export class Helper {
  readonly #child: ChildProcess;

  /** `path`: relative to this folder. */
  constructor(path: string) {
    this.#child = fork(join(import.meta.dirname, path), { serialization: 'advanced' });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Its answer to a message. Rejects when it failed or ended. */
  async ask<Answer>(message: object): Promise<Answer> {
    const gone = new AbortController();
    const answered = once(this.#child, 'message', gone) as Promise<[Answer | { failure: string }]>;
    const ended = once(this.#child, 'exit', gone).then(([code]) => {
      throw new Error(`a process of the benchmark ended with ${code}`);
    });
    try {
      this.#child.send(message);
      const [answer] = await Promise.race([answered, ended]);
      if (typeof answer === 'object' && answer !== null && 'failure' in answer) throw new Error(answer.failure);
      return answer as Answer;
    } finally {
      gone.abort();
      answered.catch(() => undefined);
      ended.catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
