import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { findBinary } from '../../test/services/binary.ts';

const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 15_000;
const POLL_MS = 20;
/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;
const LOG_TAIL = 2_000;

/** A server under measurement, with its log in a file. It dies with the benchmark, however that ends. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'exit');
  }

  /** Starts a program and waits until somebody listens at `port`. */
  static async start(command: readonly string[], port: number, log: string): Promise<ServerProcess> {
    const setpriv = findBinary('setpriv');
    const guard = setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'SIGKILL'];
    const [file = '', ...args] = [...guard, ...command];
    const out = openSync(log, 'a');
    const child = spawn(file, args, { stdio: ['ignore', out, out] });
    closeSync(out);
    const server = new ServerProcess(child);
    const deadlineMs = performance.now() + START_TIMEOUT_MS;
    while (!(await listens(port))) {
      if (child.exitCode === null && child.signalCode === null && performance.now() < deadlineMs) {
        await sleep(POLL_MS);
        continue;
      }
      await server.stop();
      throw new Error(`${command.join(' ')} did not start:\n${readFileSync(log, 'utf8').slice(-LOG_TAIL)}`);
    }
    return server;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Asks it to stop; kills it when that takes too long. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.#ended;
    clearTimeout(timer);
  }
}

/** Processor time of a process and those it started that are still there, so far; undefined where /proc does not tell. */
export function processorMs(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean);
    const own = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    return children.reduce((sum, child) => sum + (processorMs(Number(child)) ?? 0), own);
  } catch {
    return undefined;
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
