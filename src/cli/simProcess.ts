import { type ExecFileException, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Simulator } from '../http/sim/simulator.ts';

/** `tnv sim`, a program of its own beside this one: in a clone as it is written, in a package as it was built. */
const PROGRAM = join(import.meta.dirname, '..', '..', 'sim', 'cli', `main${extname(import.meta.filename)}`);
/** How long operations and faults go on, in the time of the simulated world. */
const RUN_TIME = '60s';
const OUTPUT_MAX = 1024 * 1024;

/** What a run may take. */
export interface SimLimits {
  /** Seconds of a processor; one or two are usual, however busy the machine is. */
  readonly cpuSeconds: number;
  /** Milliseconds of real time, for a run that waits for something instead. */
  readonly timeMs: number;
  readonly heapMb: number;
}

const LIMITS: SimLimits = { cpuSeconds: 60, timeMs: 300_000, heapMb: 512 };

/**
 * Runs `program` (`tnv sim`) in a process of its own for each timeline, within limits; undefined where it did not come along.
 * Spec: HTTP-SIM.
 */
export function simProcess(program = PROGRAM, limits: Partial<SimLimits> = {}): Simulator | undefined {
  if (!existsSync(program)) return undefined;
  return { timeline: (seed, signal) => timeline(program, { ...LIMITS, ...limits }, seed, signal) };
}

async function timeline(program: string, limits: SimLimits, seed: number, signal: AbortSignal): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'tnv-sim-'));
  try {
    const file = join(folder, 'timeline.html');
    const args = [program, '--seed', String(seed), '--time', RUN_TIME, '--html', file, '--json'];
    const failure = await run(args, limits, signal);
    signal.throwIfAborted();
    // A run that found something wrong ends with an exit code, too, and its timeline shows what. One that was cut off has
    // half a timeline at most.
    const whole = failure === undefined || typeof failure.code === 'number';
    const page = whole ? await readFile(file).catch(() => undefined) : undefined;
    if (page === undefined) throw new Error(`the simulation of seed ${seed} gave no timeline`, { cause: failure });
    return page;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resolves when Node.js has ended, to an error unless it ended well; it is killed when the signal comes first. */
async function run(
  args: readonly string[],
  { cpuSeconds, timeMs, heapMb }: SimLimits,
  signal: AbortSignal,
): Promise<ExecFileException | undefined> {
  signal.throwIfAborted();
  // Nothing of this process's environment is its business, passwords least of all.
  const options = { env: {}, timeout: timeMs, killSignal: 'SIGKILL', maxBuffer: OUTPUT_MAX } as const;
  const node = [process.execPath, `--max-old-space-size=${heapMb}`, ...args];
  // Node.js cannot limit what it starts; a shell can, and then becomes it.
  const limited = `ulimit -c 0 && ulimit -t ${cpuSeconds} && exec /usr/bin/env -i "$@"`;
  const running = promisify(execFile)('/bin/sh', ['-c', limited, 'sh', ...node], options);
  // execFile's own `signal` asks the process to end (SIGTERM), and does not wait for that.
  const kill = (): boolean => running.child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  return running
    .then(
      () => undefined,
      (error: ExecFileException) => error,
    )
    .finally(() => signal.removeEventListener('abort', kill));
}
