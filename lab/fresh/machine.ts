import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { childrenOf } from '../host/hostProcess.ts';
import { type CommandOptions, runCommand } from '../host/runCommand.ts';
import { until } from '../until.ts';
import { removeBranch } from './controlGroup.ts';

const INIT = join(import.meta.dirname, 'init.sh');
const NAME = 'fresh';
/** Authorities that this machine trusts beside those of Debian. */
const AUTHORITIES = '/usr/local/share/ca-certificates';
const BOOT_MS = 120_000;
const DOWN_MS = 120_000;
/** Where slirp4netns answers for the resolver of this machine. */
const RESOLVER = '10.0.2.3';
/** What a shell after a login may open at first. */
const LOGIN_FILES = 1024;
/** At first its namespaces still show the files outside, a systemd of theirs among them. */
const IS_UP = 'grep -qzx container=tnv-lab /proc/1/environ && systemctl is-system-running --wait || true';
/** How the outside is reached goes along. */
const PASSED = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/**
 * A machine with a fresh Debian: its systemd is process 1 of namespaces of its own (processes, mounts, network, IPC, name,
 * control groups). It reaches the outside as a program of this machine does, and nobody outside reaches it. What it writes is
 * on its disk and outlives a reboot.
 */
export class FreshMachine {
  readonly #debian: string;
  readonly #disk: string;
  #boot: ChildProcess | undefined;
  #cable: ChildProcess | undefined;
  #pid: number | undefined;
  #isGone = false;

  private constructor(debian: string, disk: string) {
    this.#debian = debian;
    this.#disk = disk;
  }

  /** A machine without power, with the Debian of the folder `debian`; `disk` is made for it. */
  static async of(debian: string, disk: string): Promise<FreshMachine> {
    const machine = new FreshMachine(debian, disk);
    const etc = join(disk, 'upper/etc');
    mkdirSync(etc, { recursive: true });
    writeFileSync(join(etc, 'hostname'), `${NAME}\n`);
    writeFileSync(join(etc, 'hosts'), `127.0.0.1 localhost\n127.0.1.1 ${NAME}\n`);
    writeFileSync(join(etc, 'resolv.conf'), `nameserver ${RESOLVER}\n`);
    // It makes one up at its first boot.
    writeFileSync(join(etc, 'machine-id'), '');
    if (existsSync(AUTHORITIES)) await cp(AUTHORITIES, join(disk, 'upper', AUTHORITIES), { recursive: true });
    return machine;
  }

  /** Puts a copy of a folder into a folder of it; for before its first boot. `but` are patterns of tar for what stays out. */
  async copyIn(from: string, to: string, but: readonly string[]): Promise<void> {
    const script =
      'from=$1 to=$2; shift 2; install -d "$to"; tar -C "$from" "$@" -c . | tar -C "$to" --no-same-owner -x';
    const there = join(this.#disk, 'upper', to);
    await runCommand([], ['sh', '-euc', script, 'sh', from, there, ...but.map((pattern) => `--exclude=${pattern}`)]);
  }

  /** Boots it; resolves once systemd has started all that it starts. */
  async powerOn(): Promise<void> {
    if (this.#isGone) throw new Error('the fresh machine is gone');
    const namespaces = ['--pid', '--fork', '--kill-child', '--net', '--mount', '--uts', '--ipc'];
    const init = ['sh', INIT, this.#branch, this.#debian, this.#disk];
    const dying = ['--pdeathsig', 'SIGKILL'];
    const boot = spawn('setpriv', [...dying, 'unshare', ...namespaces, '--propagation', 'private', ...init], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: this.#environment(),
    });
    const ended = once(boot, 'exit');
    this.#boot = boot;
    const complaint = text(boot.stderr);
    const up = until('the boot of systemd', BOOT_MS, async () => {
      this.#pid = childrenOf(boot.pid ?? 0)[0];
      if (this.#pid === undefined) return 'there is no process 1';
      // It ends with 1 when a unit failed; which one is for the caller to ask.
      const state = await this.sh(IS_UP);
      return /^(?:running|degraded)$/m.test(state) ? undefined : `systemd is ${state.trim() || 'not there'}`;
    });
    const isUp = await Promise.race([up.then(() => true), ended.then(() => false)]);
    if (!isUp) throw new Error(`the fresh machine did not boot: ${(await complaint).trim()}`);
    const wire = ['slirp4netns', '--configure', '--mtu=65520', '--disable-host-loopback', '--enable-sandbox'];
    this.#cable = spawn('setpriv', [...dying, ...wire, String(this.#pid), 'tap0'], {
      stdio: 'ignore',
      env: this.#environment(),
    });
    await until('a way out', BOOT_MS, async () => {
      await this.sh('ip route get 1.1.1.1');
      return undefined;
    });
    await this.sh('update-ca-certificates > /dev/null 2>&1');
  }

  /** Reboots it as its operator would; resolves to the milliseconds until systemd had started everything again. */
  async reboot(): Promise<number> {
    const boot = this.#boot;
    if (boot === undefined) throw new Error('the fresh machine has no power');
    const down = once(boot, 'exit', { signal: AbortSignal.timeout(DOWN_MS) });
    // Its end takes the command along.
    await this.sh('systemctl --no-block reboot');
    await down;
    await this.#end();
    const startMs = performance.now();
    await this.powerOn();
    return performance.now() - startMs;
  }

  /** Takes its power away for good, also while it boots. */
  async close(): Promise<void> {
    this.#isGone = true;
    await this.#end();
  }

  async #end(): Promise<void> {
    // Process 1 takes all the others along, and who started it waits for that.
    if (this.#boot !== undefined && !hasEnded(this.#boot) && this.#pid !== undefined)
      process.kill(this.#pid, 'SIGKILL');
    await Promise.all([endProcess(this.#boot, this.#pid === undefined), endProcess(this.#cable, true)]);
    this.#boot = undefined;
    this.#cable = undefined;
    this.#pid = undefined;
    await removeBranch(this.#branch);
  }

  /** Runs a shell script to its end, as root, as `Host.sh` does. */
  sh(script: string, args: readonly string[] = [], options?: CommandOptions): Promise<string> {
    if (this.#pid === undefined) throw new Error('the fresh machine has no power');
    const inside = ['--mount', '--uts', '--net', '--pid', '--ipc', '--cgroup'];
    // Its operator's shell knows nothing of ours.
    const clean = ['env', '-i', ...Object.entries(this.#environment()).map(([name, value]) => `${name}=${value}`)];
    const where = [
      'nsenter',
      `--target=${this.#pid}`,
      ...inside,
      '--',
      'prlimit',
      `--nofile=${LOGIN_FILES}:`,
      ...clean,
    ];
    return runCommand(where, ['sh', '-euc', script, 'sh', ...args], options);
  }

  /** Writes a file; its folders are made. */
  async write(path: string, content: string, mode = '644'): Promise<void> {
    const script = 'mkdir -p "$2"; cat > "$1"; chmod "$3" "$1"';
    await this.sh(script, [path, dirname(path), mode], { input: content });
  }

  /** As its disk is called within the control groups; other laboratories have other names. */
  get #branch(): string {
    return basename(dirname(this.#disk));
  }

  #environment(): Record<string, string> {
    const passed = PASSED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
    return {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/root',
      LANG: 'C.UTF-8',
      TNV_LAB: this.#disk,
      // Node.js knows authorities of its own and those that it is told.
      ...(existsSync(AUTHORITIES) ? { NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt' } : {}),
      ...Object.fromEntries(passed),
    };
  }
}

/** Resolves once it is gone; `now` ends it. */
async function endProcess(child: ChildProcess | undefined, now: boolean): Promise<void> {
  if (child === undefined || hasEnded(child)) return;
  const gone = once(child, 'exit');
  if (now) child.kill('SIGKILL');
  await gone;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
