import { execFile } from 'node:child_process';
import { CaseSkipped } from './failure.ts';

export type HookAction = 'start' | 'stop' | 'kill' | 'restart' | 'wipe' | 'clock';

/** The kinds of daemons that a hook file knows; which of several it is, the address says. */
export type HookDaemon = 'tracker' | 'id' | 'storage' | 'http';

/** What the user's hook file did. */
export interface HookRun {
  readonly action: string;
  readonly daemon: string;
  readonly exitCode: number;
  readonly output: string;
}

const OUTPUT_MAX_BYTES = 64 * 1024;
/** How a hook says that it cannot do what it is asked for. */
const UNABLE = 77;

/** The user's own program that starts, stops, kills and restarts daemons: `hook ACTION DAEMON [ADDRESS [ARGUMENT]]`. */
export class Hook {
  readonly #file: string;
  readonly #timeoutMs: number;
  /** What it did, oldest first. */
  readonly runs: HookRun[] = [];

  constructor(file: string, timeoutMs: number) {
    this.#file = file;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Runs one action and waits for it. Throws when it fails or takes too long, with what it printed; skips the case when
   * the hook says that it cannot do this. A daemon that was started should listen then; `ServerKit.back` makes sure.
   */
  async run(action: HookAction, daemon: HookDaemon, address?: string, argument?: string): Promise<void> {
    const rest = [address, argument].filter((each) => each !== undefined);
    const run = await this.#execute(action, daemon, rest);
    this.runs.push(run);
    if (run.exitCode === UNABLE) throw new CaseSkipped(`the hook cannot ${action} ${daemon}: ${run.output}`);
    if (run.exitCode !== 0) throw new HookFailed(run);
  }

  #execute(action: string, daemon: string, rest: readonly string[]): Promise<HookRun> {
    const bounds = { timeout: this.#timeoutMs, maxBuffer: OUTPUT_MAX_BYTES, killSignal: 'SIGKILL' as const };
    return new Promise((resolve) => {
      execFile(this.#file, [action, daemon, ...rest], bounds, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        const why = exitCode === -1 ? `\n${error?.message ?? ''}` : '';
        resolve({ action, daemon, exitCode, output: `${stdout}${stderr}${why}`.trim() });
      });
    });
  }
}

/** The hook file itself failed: the case cannot be judged. */
export class HookFailed extends Error {
  override readonly name = 'HookFailed';

  constructor(run: HookRun) {
    super(`the hook failed: ${run.action} ${run.daemon} ended with ${run.exitCode}\n${run.output}`);
  }
}
