import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The children of a process, as pids of the namespace of whoever asks. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** A process on a host that goes on until somebody ends it; the host's loss of power does, and the laboratory's end. */
export class HostProcess {
  readonly name: string;
  /** nsenter, whose only child is the process: streams and exit codes are passed on. */
  readonly child: ChildProcess;
  /** Resolves to its exit code, or to undefined when a signal ended it. */
  readonly ended: Promise<number | undefined>;
  #isRunning = true;

  constructor(name: string, child: ChildProcess) {
    this.name = name;
    this.child = child;
    this.ended = new Promise((resolve) => {
      const over = (code: number | null): void => {
        this.#isRunning = false;
        resolve(code ?? undefined);
      };
      child.once('exit', over);
      child.once('error', () => over(null));
    });
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Its pid outside, where the laboratory runs; undefined when it is not there any more. */
  get pid(): number | undefined {
    return this.#isRunning && this.child.pid !== undefined ? childrenOf(this.child.pid)[0] : undefined;
  }

  /** Sends a signal; resolves once it has ended, for signals that end it. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { pid } = this;
    if (pid !== undefined) process.kill(pid, signal);
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await this.ended;
  }
}
