import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf, environmentOf, parseUnit, type Unit } from './unitFile.ts';
import { textsOf } from './unitPaths.ts';

const STATE = '/run/systemctl';
const START_MS = 90_000;
const STOP_MS = 60_000;
const POLL_MS = 50;
/** Says that it is ready to systemd as process 1 alone: here it counts as started when it runs. */
const TELLS_SYSTEMD_ALONE: readonly string[] = ['keepalived'];

/** A service by its unit's name without `.service`: the process that its ExecStart= starts. */
export class Service {
  readonly #name: string;
  readonly #pidFile: string;

  constructor(name: string) {
    this.#name = name.replace(/\.service$/, '');
    mkdirSync(STATE, { recursive: true });
    this.#pidFile = `${STATE}/${this.#name}.pid`;
  }

  get isActive(): boolean {
    return this.#pid !== undefined;
  }

  /** Starts it, unless it runs; resolves when it has said that it is ready, or is there, as its type wants. */
  async start(): Promise<void> {
    if (this.isActive) return;
    const unit = parseUnit(this.#name, textsOf(this.#name));
    const environment = { ...unit.environment, ...unit.environmentFiles.map(readVariables).reduce(merged, {}) };
    makeRuntimeDirectory(unit);
    const tells = unit.type === 'notify' && !TELLS_SYSTEMD_ALONE.includes(this.#name);
    if (tells) await this.#startAndHear(unit, environment);
    else {
      const child = this.#spawn(unit, environment);
      if (unit.type === 'forking') await this.#forked(unit, child);
      else writeFileSync(this.#pidFile, String(child.pid));
    }
  }

  /** Asks it to end, and makes it end when it takes too long. */
  async stop(): Promise<void> {
    const pid = this.#pid;
    if (pid === undefined) return;
    process.kill(pid, 'SIGTERM');
    const endMs = performance.now() + STOP_MS;
    while (this.isActive) {
      if (performance.now() > endMs) process.kill(pid, 'SIGKILL');
      await sleep(POLL_MS);
    }
    rmSync(this.#pidFile, { force: true });
  }

  get #pid(): number | undefined {
    if (!existsSync(this.#pidFile)) return undefined;
    const pid = Number(readFileSync(this.#pidFile, 'utf8'));
    return isRunning(pid) ? pid : undefined;
  }

  #spawn({ execStart, user, group }: Unit, environment: Readonly<Record<string, string>>): ChildProcess {
    const as = user === undefined ? [] : ['setpriv', `--reuid=${user}`, `--regid=${group ?? user}`, '--init-groups'];
    const [file = '', ...args] = [...as, ...commandOf(execStart, environment)];
    const log = openSync(`/var/log/${this.#name}.log`, 'a');
    const { PATH = '', LANG = '' } = process.env;
    const child = spawn(file, args, {
      stdio: ['ignore', log, log],
      detached: true,
      env: { PATH, LANG, ...environment },
    });
    return child;
  }

  async #forked({ pidFile }: Unit, child: ChildProcess): Promise<void> {
    const [code] = await once(child, 'exit');
    if (code !== 0) throw this.#failure(`ended with ${code}`);
    if (pidFile === undefined) throw new Error(`${this.#name} does not say where its pid is (PIDFile=)`);
    writeFileSync(this.#pidFile, readFileSync(pidFile, 'utf8'));
  }

  /** Starts it with an ear for its READY=1, which socat has: Node.js knows no datagrams on unix sockets. */
  async #startAndHear(unit: Unit, environment: Readonly<Record<string, string>>): Promise<void> {
    const socket = `${STATE}/${this.#name}.notify`;
    rmSync(socket, { force: true });
    const ear = spawn('socat', ['-u', `UNIX-RECV:${socket},mode=777`, '-'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      while (!existsSync(socket)) await sleep(POLL_MS);
      const child = this.#spawn(unit, { ...environment, NOTIFY_SOCKET: socket });
      writeFileSync(this.#pidFile, String(child.pid));
      const ready = (async (): Promise<string> => {
        let heard = '';
        for await (const bytes of ear.stdout) {
          heard += bytes;
          // One message runs into the next.
          if (heard.includes('READY=1')) return '';
        }
        return 'nobody could hear it';
      })();
      const ended = once(child, 'exit').then(([code, signal]) => `ended with ${code ?? signal} before it was ready`);
      const late = sleep(START_MS, `was not ready after ${START_MS / 1000} s`, { ref: false });
      const trouble = await Promise.race([ready, ended, late]);
      if (trouble !== '') throw this.#failure(trouble);
    } finally {
      ear.kill();
    }
  }

  #failure(how: string): Error {
    const last = readFileSync(`/var/log/${this.#name}.log`, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
    return new Error(`${this.#name} ${how}:\n${last}`);
  }
}

function isRunning(pid: number): boolean {
  try {
    // Of a process that has ended and was not looked after yet only the state is left.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function readVariables(path: string): Record<string, string> {
  const file = path.replace(/^-/, '');
  return path.startsWith('-') && !existsSync(file) ? {} : environmentOf(readFileSync(file, 'utf8'));
}

function merged(one: Record<string, string>, other: Record<string, string>): Record<string, string> {
  return { ...one, ...other };
}

function makeRuntimeDirectory({ runtimeDirectory, user }: Unit): void {
  if (runtimeDirectory === undefined) return;
  execFileSync('install', ['-d', '-o', user ?? 'root', `/run/${runtimeDirectory}`]);
}
