import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { CommandFailed } from './commandFailed.ts';

/** What a command is given. */
export interface CommandOptions {
  /** What it reads; nothing unless told. */
  readonly input?: string;
  /** Milliseconds it may take; 60 s unless told. */
  readonly timeoutMs?: number;
  /** Beside the laboratory's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 60_000;
/** The code with which timeout(1) says that time was up. */
const TIME_IS_UP = 124;

/**
 * Runs a command to its end behind a prefix that says where (`nsenter …`); resolves to what it printed on stdout.
 * Rejects with a `CommandFailed`. It is killed when its time is up.
 */
export async function runCommand(
  where: readonly string[],
  command: readonly string[],
  { input, timeoutMs = TIMEOUT_MS, env = {} }: CommandOptions = {},
): Promise<string> {
  const [file = '', ...args] = [...where, 'timeout', '--signal=KILL', String(timeoutMs / 1000), ...command];
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  // A command that does not read what it is given has its reasons, and its exit code.
  child.stdin.on('error', () => undefined).end(input ?? '');
  const exited = new Promise<{ code: number | undefined; signal: string | undefined }>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
  });
  const [stdout, stderr, { code, signal }] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  if (code === 0) return stdout;
  const isLate = code === TIME_IS_UP || code === 137 || signal === 'SIGKILL';
  const how = isLate ? `did not end in ${timeoutMs / 1000} s, or was killed` : `ended with ${code ?? signal}`;
  throw new CommandFailed(command.join(' '), { code, stdout, stderr, how });
}
