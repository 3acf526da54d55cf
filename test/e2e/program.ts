import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { findBinary } from '../services/binary.ts';

const TNV = join(import.meta.dirname, '../../bin/tnv');

/** How a program ended. */
export interface Ended {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  /** Without log lines. */
  readonly stderr: string;
}

/** How a program is started. */
export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Whether it leads a process group of its own, as what is started at a terminal: Ctrl-C reaches all of the group. */
  readonly ownGroup?: boolean;
  /** What is run instead of bin/tnv: a program and its first arguments. */
  readonly program?: readonly string[];
}

/** `tnv` as a user runs it: a process of its own, started through bin/tnv. It dies with the test run at the latest. */
export class Program {
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;
  /** Lines of JSON, of both outputs. */
  readonly #objects: Record<string, unknown>[] = [];
  /** Lines of both outputs. */
  readonly #lines: string[] = [];
  readonly #ownGroup: boolean;
  #watchers: ((line: Record<string, unknown>) => void)[] = [];
  #lineWatchers: ((line: string) => void)[] = [];

  constructor(args: readonly string[], options: ProgramOptions = {}) {
    this.#ownGroup = options.ownGroup ?? false;
    const setpriv = findBinary('setpriv');
    const command = [
      ...(setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'SIGKILL']),
      ...(options.program ?? [TNV]),
      ...args,
    ];
    this.#child = spawn(command[0] ?? TNV, command.slice(1), {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      detached: this.#ownGroup,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = this.#collect(this.#child.stdout, false);
    const err = this.#collect(this.#child.stderr, true);
    this.#ended = once(this.#child, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: out.join('\n'),
      stderr: err.join('\n'),
    }));
  }

  /** The lines of an output, without those that are JSON objects when `logs` says that they are log lines. */
  #collect(stream: Readable | null, logs: boolean): string[] {
    if (stream === null) throw new Error('no pipe');
    const lines: string[] = [];
    createInterface({ input: stream }).on('line', (line) => {
      this.#lines.push(line);
      for (const watcher of this.#lineWatchers) watcher(line);
      const object = line.startsWith('{"');
      if (!object || !logs) lines.push(line);
      if (!object) return;
      const value = JSON.parse(line) as Record<string, unknown>;
      this.#objects.push(value);
      for (const watcher of this.#watchers) watcher(value);
    });
    return lines;
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('the program did not start');
    return pid;
  }

  /** Resolves when it has ended by itself. */
  get ended(): Promise<Ended> {
    return this.#ended;
  }

  /** The first line, past or to come, that is a JSON object for which `matches` holds. */
  async jsonLine(matches: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    const past = this.#objects.find(matches);
    if (past !== undefined) return past;
    const seen = new Promise<Record<string, unknown>>((resolve) => {
      const watcher = (line: Record<string, unknown>): void => {
        if (!matches(line)) return;
        this.#watchers = this.#watchers.filter((other) => other !== watcher);
        resolve(line);
      };
      this.#watchers.push(watcher);
    });
    const early = this.#ended.then((ended) => {
      throw new Error(`tnv ended with ${ended.code} before the line came:\n${ended.stdout}\n${ended.stderr}`);
    });
    early.catch(() => undefined);
    return Promise.race([seen, early]);
  }

  /** The first line, past or to come, that has the pattern in it. */
  async textLine(pattern: RegExp): Promise<string> {
    const past = this.#lines.find((line) => pattern.test(line));
    if (past !== undefined) return past;
    const { promise, resolve } = Promise.withResolvers<string>();
    const watcher = (line: string): void => {
      if (pattern.test(line)) resolve(line);
    };
    this.#lineWatchers.push(watcher);
    const line = await Promise.race([promise, this.#ended]);
    this.#lineWatchers = this.#lineWatchers.filter((other) => other !== watcher);
    if (typeof line !== 'string')
      throw new Error(`tnv ended with ${line.code} before the line came:\n${line.stdout}\n${line.stderr}`);
    return line;
  }

  /** Asks it to stop as Ctrl-C does, and waits for its end. */
  async interrupt(): Promise<Ended> {
    if (this.#ownGroup) process.kill(-this.pid, 'SIGINT');
    else this.#child.kill('SIGINT');
    return this.#ended;
  }

  /** Kills it without any warning, and waits until it is gone. */
  async kill(): Promise<Ended> {
    this.#child.kill('SIGKILL');
    return this.#ended;
  }
}

/** Runs `tnv` to its end. */
export function run(args: readonly string[], options?: ProgramOptions): Promise<Ended> {
  return new Program(args, options).ended;
}
