import { execFile } from 'node:child_process';
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
/** Milliseconds of real time; a second is usual. */
const LIMIT_MS = 60_000;
const HEAP_MB = 512;
const OUTPUT_MAX = 1024 * 1024;

/** Runs `tnv sim` in a process of its own for each timeline; undefined where this program came without it. Spec: HTTP-SIM. */
export function simProcess(): Simulator | undefined {
  return existsSync(PROGRAM) ? { timeline } : undefined;
}

async function timeline(seed: number, signal: AbortSignal): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'tnv-sim-'));
  try {
    const file = join(folder, 'timeline.html');
    const failure = await simulate(['--seed', String(seed), '--time', RUN_TIME, '--html', file, '--json'], signal);
    signal.throwIfAborted();
    // A run that found something wrong ends with an exit code, too, and its timeline shows what.
    const page = await readFile(file).catch(() => undefined);
    if (page === undefined) throw new Error(`the simulation of seed ${seed} gave no timeline`, { cause: failure });
    return page;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resolves when the program has ended, to an error unless it ended well. */
async function simulate(args: readonly string[], signal: AbortSignal): Promise<unknown> {
  // Nothing of this process's environment is its business, passwords least of all.
  const options = { env: {}, signal, timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: OUTPUT_MAX } as const;
  const node = [`--max-old-space-size=${HEAP_MB}`, PROGRAM, ...args];
  return promisify(execFile)(process.execPath, node, options).then(
    () => undefined,
    (error: unknown) => error,
  );
}
