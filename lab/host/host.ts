import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Socket, Switch } from '../network/switch.ts';
import { CommandFailed } from './commandFailed.ts';
import { childrenOf, HostProcess } from './hostProcess.ts';
import { type CommandOptions, runCommand } from './runCommand.ts';

const INIT = join(import.meta.dirname, 'init.sh');
const PROJECT = join(import.meta.dirname, '../..');
const BOOT_MS = 15_000;

/** What a process is started with. */
export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Whether its streams are the caller's, as pipes; else it logs to `/var/log/NAME.log` of its host. */
  readonly piped?: boolean;
}

/**
 * A machine of the laboratory: process 1 of its own namespaces of processes, mounts, network, IPC and name. It sees the
 * files of the real machine as they are, and what it writes is its own and outlives its power: `/` is an overlay,
 * `/srv` a folder on its disk, `/run` and `/dev/shm` are in memory. It dies with the laboratory, however that ends.
 */
export class Host {
  readonly name: string;
  /** IPv4 address at the switch; empty for the switch itself. */
  readonly ip: string;
  /** The folder outside that is its disk. */
  readonly disk: string;
  readonly #switch: Switch | undefined;
  #boot: ChildProcess | undefined;
  #pid: number | undefined;
  #socket: Socket | undefined;

  /** A host without power. `disk` is made when it is not there yet. */
  constructor(what: { readonly name: string; readonly ip: string; readonly disk: string; readonly at?: Switch }) {
    this.name = what.name;
    this.ip = what.ip;
    this.disk = what.disk;
    this.#switch = what.at;
    for (const folder of ['upper', 'work', 'root', 'srv']) mkdirSync(join(this.disk, folder), { recursive: true });
  }

  get isOn(): boolean {
    return this.#pid !== undefined;
  }

  /** Pid of its process 1, as seen outside. Throws when its power is off. */
  get pid(): number {
    if (this.#pid === undefined) throw new Error(`${this.name} has no power`);
    return this.#pid;
  }

  /** Says which names it knows: its /etc/hosts. For before its power is on. */
  knows(names: string): void {
    mkdirSync(join(this.disk, 'upper/etc'), { recursive: true });
    writeFileSync(join(this.disk, 'upper/etc/hosts'), names);
  }

  /** Starts it: an empty table of processes, its disk as it was, its cable plugged in. Services are not started. */
  async powerOn(): Promise<void> {
    if (this.isOn) return;
    const namespaces = ['--pid', '--fork', '--kill-child', '--net', '--mount', '--uts', '--ipc'];
    const init = ['sh', INIT, this.name, this.disk, PROJECT];
    const args = ['--pdeathsig', 'SIGKILL', 'unshare', ...namespaces, '--propagation', 'private', ...init];
    const boot = spawn('setpriv', args, { stdio: ['ignore', 'pipe', 'pipe'], env: this.#environment() });
    const complaint = text(boot.stderr);
    const ready = once(boot.stdout, 'data', { signal: AbortSignal.timeout(BOOT_MS) });
    const isUp = await Promise.race([ready.then(() => true), once(boot, 'exit').then(() => false)]);
    if (!isUp) throw new Error(`the host ${this.name} did not start: ${(await complaint).trim()}`);
    this.#pid = childrenOf(boot.pid ?? 0)[0];
    this.#boot = boot;
    this.#socket = await this.#switch?.plugIn(this);
  }

  /** Takes its power away: nobody hears a word from it any more, its processes are gone at once. */
  async powerOff(): Promise<void> {
    // First the cable: dying processes would still say good-bye to their peers.
    await this.#socket?.unplug();
    await this.end();
  }

  /** Ends it at once, as it is; its network ends with it. */
  async end(): Promise<void> {
    const boot = this.#boot;
    if (boot === undefined) return;
    const gone = once(boot, 'exit');
    process.kill(this.pid, 'SIGKILL');
    this.#boot = undefined;
    this.#pid = undefined;
    this.#socket = undefined;
    await gone;
  }

  /** Pulls its cable: it sees that its link is gone. */
  async cutCable(): Promise<void> {
    await this.#socket?.cut();
  }

  /** The switch drops all that comes from it and goes to it: nobody is told. */
  async silentCut(): Promise<void> {
    await this.#socket?.drop();
  }

  /** Undoes `cutCable` and `silentCut`. */
  async heal(): Promise<void> {
    await this.#socket?.heal();
  }

  /**
   * Runs a command to its end; resolves to what it printed. Rejects with a `CommandFailed` when it ends with another
   * code than 0 or takes too long.
   */
  exec(command: readonly string[], options?: CommandOptions): Promise<string> {
    return runCommand(this.#inside(), command, { ...options, env: this.#environment(options?.env) });
  }

  /** Runs a shell script as `exec` does; it ends at the first command that fails. `args` are its $1, $2, … */
  sh(script: string, args: readonly string[] = [], options?: CommandOptions): Promise<string> {
    return this.exec(['sh', '-euc', script, 'sh', ...args], options);
  }

  /** Starts a process that goes on. That it serves is for the caller to await. */
  spawn(name: string, command: readonly string[], { env, piped = false }: SpawnOptions = {}): HostProcess {
    const logged = ['sh', '-c', `exec "$@" >> "/var/log/${name}.log" 2>&1`, 'sh'];
    const [file = '', ...args] = [...this.#inside(), ...(piped ? [] : logged), ...command];
    const stdio = piped ? (['pipe', 'pipe', 'pipe'] as const) : ('ignore' as const);
    const child = spawn(file, args, { stdio: stdio as 'pipe', env: this.#environment(env) });
    return new HostProcess(name, child);
  }

  /**
   * Sends a signal to all processes whose command line matches a pattern of pkill; resolves to whether any did. The
   * pattern has to begin with `^`: in its middle the command line of pkill itself, and of what runs it, would match.
   */
  async signal(pattern: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<boolean> {
    if (!pattern.startsWith('^')) throw new Error(`the pattern ${pattern} has to begin with ^`);
    try {
      await this.exec(['pkill', `-${signal.slice(3)}`, '-f', '--', pattern]);
      return true;
    } catch (error) {
      if (error instanceof CommandFailed && error.code === 1) return false;
      throw error;
    }
  }

  /** Writes a file of the host; its folders are made. */
  async write(path: string, content: string, mode = '644'): Promise<void> {
    const script = 'mkdir -p "$(dirname "$1")"; cat > "$1"; chmod "$2" "$1"';
    await this.sh(script, [path, mode], { input: content });
  }

  #inside(): string[] {
    return ['nsenter', `--target=${this.pid}`, '--mount', '--uts', '--net', '--pid', '--ipc', '--'];
  }

  #environment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
    const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    return { PATH, HOME: '/root', LANG: 'C.UTF-8', TNV_LAB: this.disk, ...env };
  }
}
