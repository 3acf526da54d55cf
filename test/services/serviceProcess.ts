import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { findBinary } from './binary.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
const LINES_KEPT = 30;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A server that a test run started. It dies with the process that started it, however that ends. */
export class ServiceProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exited = once(child, 'exit');
  }

  /** Starts a server and waits for the log line that says it is ready. Rejects with its last lines when it ends first. */
  static async start(command: string, args: readonly string[], ready: RegExp): Promise<ServiceProcess> {
    const path = findBinary(command);
    if (path === undefined) throw new Error(`${command} is not installed`);
    const setpriv = findBinary('setpriv');
    const [file, fileArgs] =
      setpriv === undefined ? [path, args] : [setpriv, ['--pdeathsig', 'SIGKILL', path, ...args]];
    const child = spawn(file, fileArgs, { stdio: ['ignore', 'pipe', 'pipe'] });
    const service = new ServiceProcess(child);
    running.add(child);
    child.once('exit', () => running.delete(child));
    try {
      await untilReady(child, command, ready);
    } catch (error) {
      await service.kill();
      throw error;
    }
    return service;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Shuts the server down; kills it when that takes too long. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    if (running.has(this.#child)) await this.#exited;
    clearTimeout(timer);
  }

  /** The server is gone at once, without a good-bye to anybody. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    if (running.has(this.#child)) await this.#exited;
  }

  /** Stops it in its tracks: its connections stay open, nothing is answered. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }
}

function untilReady(child: ChildProcess, command: string, ready: RegExp): Promise<void> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => reject(new Error(`${command} ${what}:\n${lines.join('\n')}`));
    const timer = setTimeout(() => fail('was not ready in time'), START_TIMEOUT_MS);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        if (lines.length > LINES_KEPT) lines.shift();
        if (ready.test(line)) {
          clearTimeout(timer);
          resolve();
        }
      });
    }
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended with ${signal ?? code} before it was ready`);
    });
  });
}
