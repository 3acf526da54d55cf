import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findBinary } from '../../services/binary.ts';
import { freePort } from '../../services/freePort.ts';
import { placed } from '../helper.ts';
import { type Usage, usageOf } from './procfs.ts';

const TNV = join(import.meta.dirname, '../../../bin/tnv');
const POLL_MS = 50;
const START_MS = 60_000;
const ANSWER_MS = 10_000;
const STOP_LIMIT_MS = 60_000;
const LOG_END = 2_000;

/** Keys and values of a configuration file. */
export type Keys = Readonly<Record<string, string | number>>;

/** What a daemon counts of its connections. */
export interface Counts {
  readonly connections: number;
  readonly refused: number;
  readonly displaced: number;
}

/** A daemon as a process whose metrics are read; its log is a file. */
export class WatchedDaemon {
  readonly name: string;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #watchPort: number;
  readonly #log: string;

  private constructor(name: string, port: number, watchPort: number, child: ChildProcess, log: string) {
    this.name = name;
    this.port = port;
    this.#watchPort = watchPort;
    this.#child = child;
    this.#log = log;
  }

  /** Starts `tnv COMMAND` and waits until it says that it is healthy. */
  static async start(folder: string, name: string, command: string, port: number, keys: Keys): Promise<WatchedDaemon> {
    const watchPort = await freePort();
    const all = { ...keys, tnv_watch_addr: `127.0.0.1:${watchPort}` };
    const lines = Object.entries(all).map(([key, value]) => `    ${key} = ${value}`);
    const config = join(folder, `${name}.cfg`);
    writeFileSync(config, `service ${command} {\n${lines.join('\n')}\n}\n`);
    const log = join(folder, `${name}.log`);
    const output = openSync(log, 'a');
    const setpriv = findBinary('setpriv') === undefined ? [] : ['setpriv', '--pdeathsig', 'SIGKILL'];
    const [program = '', ...args] = [...setpriv, ...placed('daemon'), TNV, command, '-c', config];
    const child = spawn(program, args, { stdio: ['ignore', output, output] });
    closeSync(output);
    const daemon = new WatchedDaemon(name, port, watchPort, child, log);
    await daemon.#healthy();
    return daemon;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  get usage(): Usage {
    return usageOf(this.#child.pid ?? 0);
  }

  /** How it ended, if it did though nobody asked it to. */
  get death(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) return undefined;
    return `${this.name} ended with ${signalCode ?? exitCode}: ${this.#logEnd}`;
  }

  async counts(): Promise<Counts> {
    const text = await (await this.#ask('metrics')).text();
    const sum = (metric: string): number =>
      [...text.matchAll(new RegExp(`^${metric}(?:{[^}]*})? (\\S+)$`, 'gm'))].reduce((all, [, n]) => all + Number(n), 0);
    return {
      connections: sum('tnv_connections'),
      refused: sum('tnv_connections_refused_total'),
      displaced: sum('tnv_connections_displaced_total'),
    };
  }

  /** Stops it; resolves to its exit code, null when a signal ended it: ours, if it does not stop in time. */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(limit);
    return this.#child.exitCode;
  }

  #ask(what: string): Promise<Response> {
    const url = `http://127.0.0.1:${this.#watchPort}/${what}`;
    return fetch(url, { signal: AbortSignal.timeout(ANSWER_MS), headers: { connection: 'close' } });
  }

  async #healthy(): Promise<void> {
    const untilMs = performance.now() + START_MS;
    let health = 'it does not answer';
    while (performance.now() < untilMs) {
      if (this.death !== undefined) throw new Error(this.death);
      const answer = await this.#ask('health').catch(() => undefined);
      const text = await answer?.text();
      if (answer?.ok) return;
      health = text ?? health;
      await sleep(POLL_MS);
    }
    await this.stop();
    throw new Error(`${this.name} was not healthy in time: ${health}\n${this.#logEnd}`);
  }

  get #logEnd(): string {
    return readFileSync(this.#log, 'utf8').slice(-LOG_END);
  }
}
