import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Patience } from '../wire/patience.ts';

/** How a program ended. */
export interface ProgramEnd {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  /** Whether it had to be killed because it took too long. */
  readonly tooLong: boolean;
  /** What it wrote, as far as it is kept. */
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** Bytes of an output that are kept. */
const OUTPUT_MAX = 256 * 1024;

/** What ends the programs that run; nothing of them outlives this process. */
const running = new Set<() => void>();
process.once('exit', () => {
  for (const kill of running) kill();
});

/**
 * Runs a program in `folder`, without a shell, and waits for its end; kills it, and what it started, after `withinMs`.
 * Rejects with the system's error when it cannot be started.
 */
export async function runProgram(words: readonly string[], folder: string, withinMs: number): Promise<ProgramEnd> {
  const [command = '', ...args] = words;
  const startMs = performance.now();
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  let tooLong = false;
  const killAll = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  const stop = new Patience(withinMs).count(() => {
    tooLong = true;
    killAll();
  });
  running.add(killAll);
  try {
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    const tookMs = performance.now() - startMs;
    // Whatever it started in the background would hold its outputs open.
    killAll();
    await Promise.all([stdout.ended, stderr.ended]);
    return { exitCode, tooLong, stdout: stdout.text(), stderr: stderr.text(), tookMs };
  } finally {
    stop();
    running.delete(killAll);
  }
}

function collect(stream: Readable): { text: () => string; ended: Promise<void> } {
  const chunks: Buffer[] = [];
  let kept = 0;
  stream.on('data', (chunk: Buffer) => {
    if (kept < OUTPUT_MAX) chunks.push(chunk.subarray(0, OUTPUT_MAX - kept));
    kept += chunk.length;
  });
  const ended = new Promise<void>((resolve) => stream.once('close', resolve));
  return { text: () => Buffer.concat(chunks).toString('utf8'), ended };
}
