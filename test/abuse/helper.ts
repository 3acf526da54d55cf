import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { findBinary } from '../services/binary.ts';

/** Where a process runs: the daemons wherever they like, everything else on one processor, so that at least another one is theirs. */
export type Place = 'daemon' | 'load';

const LOAD_PROCESSOR = '1';
/** Only the administrator may ask for more than others have. */
const PRIORITY = process.getuid?.() === 0 ? { high: '-10', low: '0' } : { high: '0', low: '19' };

/** Whether the client can go before everything else at once, so that its own waking is not measured. */
const isPrompt = process.getuid?.() === 0 && findBinary('chrt') !== undefined;

/** Whether everything but the daemons stays on one of several processors here. */
export const pinned = availableParallelism() > 1 && findBinary('taskset') !== undefined;

/**
 * The words before a command that put it in its place: what is measured goes before everything else on the machine,
 * and a `humble` program behind it.
 */
export function placed(place: Place, humble = false): string[] {
  const level = humble ? PRIORITY.low : PRIORITY.high;
  const nice = findBinary('nice') === undefined ? [] : ['nice', '-n', level];
  const priority = isPrompt && place === 'load' && !humble ? ['chrt', '--rr', '1'] : nice;
  return pinned && place === 'load' ? ['taskset', '-c', LOAD_PROCESSOR, ...priority] : priority;
}

/** A process of our own that is asked one thing after another. It ends when this one does. */
export class Helper<Question, Answer> {
  readonly #child: ChildProcess;
  readonly #gone: Promise<never>;

  /** `humble`: at the lowest priority. */
  constructor(script: string, about: object, humble = false) {
    const [command = '', ...args] = [...placed('load', humble), process.execPath, script];
    this.#child = spawn(command, [...args, JSON.stringify(about)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#gone = once(this.#child, 'exit').then(([code, signal]) => {
      throw new Error(`${script} ended by itself with ${signal ?? code}`);
    });
    this.#gone.catch(() => undefined);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Rejects when it has ended instead. */
  async ask(question: Question): Promise<Answer> {
    const answer = once(this.#child, 'message').then(([message]) => message as Answer);
    this.#child.send(question as object);
    return Promise.race([answer, this.#gone]);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}

/** What a helper's process does: answers one question after another. */
export function answerQuestions<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (question) => {
    answer(question as Question).then(
      (value) => process.send?.(value as object),
      (error: unknown) => {
        process.stderr.write(`${(error as Error).stack}\n`);
        process.exit(1);
      },
    );
  });
}
