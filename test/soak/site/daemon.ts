import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { MachineKind } from '../../../sim/chaos/plan.ts';
import { type Ended, Program } from '../../e2e/program.ts';
import type { WallClock } from './wallClock.ts';

const run = promisify(execFile);

const RESTART_PAUSE_MS = 500;
/** One that was asked to stop and still runs then never will: a daemon gives itself ten seconds, and this machine is busy. */
const STOP_LIMIT_MS = 60_000;

/** A stand-in of a deployed daemon. */
const OLD_DAEMON = [process.execPath, join(import.meta.dirname, '../../mixed/old/main.ts')];

/** What a daemon tells those who watch over it. */
export interface DaemonReport {
  /** It ended although nobody asked it to, after it had served; or not as asked. */
  readonly died: (daemon: SupervisedDaemon, how: string) => void;
  /** It could not start, and is started again. */
  readonly couldNotStart: (daemon: SupervisedDaemon, ended: Ended) => void;
}

/** A daemon as a process, which is started again whenever it ends, as systemd does. */
export class SupervisedDaemon {
  readonly name: string;
  readonly kind: MachineKind | 'http';
  /** Group of a storage. */
  readonly group: number | undefined;
  readonly port: number;
  readonly clock: WallClock | undefined;
  readonly #config: string;
  readonly #environment: Record<string, string>;
  readonly #report: DaemonReport;
  readonly #stopLimitMs: number;
  /** Whether a deployed daemon does its work. */
  #isOld: boolean;
  #program: Program | undefined;
  #serving = false;
  #wanted = false;
  /** Whether its end is somebody's doing. */
  #expected = false;
  #standing = false;
  #heldUntil: Promise<unknown> = Promise.resolve();
  #supervising: Promise<void> = Promise.resolve();

  constructor(
    what: Pick<SupervisedDaemon, 'name' | 'kind' | 'group' | 'port' | 'clock'> & {
      readonly config: string;
      readonly environment: Record<string, string>;
      readonly isOld: boolean;
    },
    report: DaemonReport,
    stopLimitMs = STOP_LIMIT_MS,
  ) {
    this.name = what.name;
    this.kind = what.kind;
    this.group = what.group;
    this.port = what.port;
    this.clock = what.clock;
    this.#config = what.config;
    this.#environment = what.environment;
    this.#isOld = what.isOld;
    this.#report = report;
    this.#stopLimitMs = stopLimitMs;
  }

  /** Whether it listens and runs. */
  get isServing(): boolean {
    return this.#serving && !this.#standing;
  }

  get pid(): number | undefined {
    return this.#program?.pid;
  }

  start(): void {
    this.#wanted = true;
    this.#supervising = this.#supervise();
  }

  /** Kills it without a warning; it is started again after a pause. */
  async kill(pauseMs: number): Promise<void> {
    this.#hold(pauseMs);
    await this.#program?.kill();
  }

  /** One of ours is started in its place, once it is killed or has stopped as asked. */
  async replace(how: 'kill' | 'restart'): Promise<void> {
    this.#isOld = false;
    await this[how](0);
  }

  /** Asks it to stop, as an operator does; it is started again after a pause. */
  async restart(pauseMs: number): Promise<void> {
    this.#hold(pauseMs);
    if (this.#program !== undefined) await this.#askToStop(this.#program, 'was asked to stop');
  }

  /** It stands still, its connections stay open. */
  pause(): void {
    if (this.pid === undefined) return;
    this.#standing = true;
    process.kill(this.pid, 'SIGSTOP');
  }

  resume(): void {
    this.#standing = false;
    if (this.pid !== undefined && this.#serving) process.kill(this.pid, 'SIGCONT');
  }

  /** It can open no more than so many files and sockets more than it has. */
  async leaveFiles(count: number): Promise<void> {
    const open = readdirSync(`/proc/${this.pid}/fd`).length;
    await this.#limit(`${open + count}:`);
  }

  async leaveAllFiles(): Promise<void> {
    const { stdout } = await run('prlimit', [
      '--noheadings',
      '--raw',
      '--nofile',
      '--output=HARD',
      '--pid',
      `${this.pid}`,
    ]);
    await this.#limit(`${stdout.trim()}:`);
  }

  /** Ends it for good; resolves to how it ended. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#expected = true;
    const program = this.#program;
    if (program === undefined) return this.#supervising;
    this.resume();
    await this.#askToStop(program, 'was stopped at the end');
    await this.#supervising;
  }

  /** Ends it at once, for good. */
  async abandon(): Promise<void> {
    this.#wanted = false;
    this.#expected = true;
    await this.#program?.kill();
    await this.#supervising;
  }

  /** Kills one that does not stop in time. */
  async #askToStop(program: Program, asked: string): Promise<void> {
    const wasServing = this.#serving;
    let isLate = false;
    const limit = setTimeout(() => {
      isLate = true;
      void program.kill();
    }, this.#stopLimitMs);
    const { code } = await program.interrupt();
    clearTimeout(limit);
    if (isLate) this.#report.died(this, `${asked} and still ran ${this.#stopLimitMs / 1000} s later`);
    else if (wasServing && code !== 0) this.#report.died(this, `${asked} and ended with ${code}`);
  }

  #hold(pauseMs: number): void {
    this.#expected = true;
    this.#standing = false;
    this.#heldUntil = sleep(pauseMs);
  }

  async #limit(text: string): Promise<void> {
    await run('prlimit', ['--pid', `${this.pid}`, `--nofile=${text}`]);
  }

  async #supervise(): Promise<void> {
    while (this.#wanted) {
      await this.#heldUntil;
      if (!this.#wanted) return;
      this.#expected = false;
      const program = new Program([this.kind, '-c', this.#config], {
        env: this.#environment,
        ...(this.#isOld ? { program: OLD_DAEMON } : {}),
      });
      this.#program = program;
      const listening = program
        .jsonLine((line) => line.event === 'listening')
        .then(
          () => {
            this.#serving = true;
          },
          () => undefined,
        );
      const ended = await program.ended;
      this.clock?.forget(program.pid);
      await listening;
      const served = this.#serving;
      this.#serving = false;
      this.#program = undefined;
      if (this.#expected) continue;
      if (served) this.#report.died(this, `ended by itself with ${ended.code}: ${ended.stderr.slice(-500)}`);
      else this.#report.couldNotStart(this, ended);
      await sleep(RESTART_PAUSE_MS);
    }
  }
}
