import { BufferPool } from '../../src/host/bufferPool.ts';
import type { Host } from '../../src/host/host.ts';
import type { LogFields } from '../../src/host/log.ts';
import { noMeter } from '../../src/host/meter.ts';
import type { DiskFaults } from '../disk/diskFaults.ts';
import { SimDisk } from '../disk/simDisk.ts';
import type { CrashedDisk } from '../disk/simTree.ts';
import type { Kernel } from '../kernel.ts';
import type { Incoming, Machine } from '../machine.ts';
import { NetworkStack } from '../network/networkStack.ts';
import type { Farewell } from '../network/simConnection.ts';
import { SimNetwork } from '../network/simNetwork.ts';
import type { Wires } from '../network/wires.ts';
import type { Prng } from '../prng.ts';
import { SimClock } from './clock.ts';
import { SimHttp } from './http.ts';
import type { Life } from './life.ts';
import { type LogLine, LogLines, SimLog } from './log.ts';
import { SimRandom } from './random.ts';
import { Standstill } from './standstill.ts';
import { SimTimers } from './timers.ts';

/** So few that they are used up at times. */
const BUFFER_BYTES = 1024 * 1024;

/** How a process ends. */
export interface CrashOptions {
  /**
   * What its peers notice: `reset` (unless told), `closed` as when a process is killed (an end, or a reset where
   * bytes were unread), or `silent`: the power went; they hear nothing until they time out or it is back.
   */
  readonly connections?: Farewell;
  /** What is left of what was not synced on its own disk: all is `lost` unless told. */
  readonly disk?: CrashedDisk;
}

/** What all processes of a world share. */
export interface Surroundings {
  readonly kernel: Kernel;
  readonly wires: Wires;
  /** How many of its newest log lines a process keeps, about. */
  readonly logLinesMax: number;
  /** Told of every new process. */
  readonly born: (host: SimHost) => void;
}

/** One process on a simulated machine, and the host it sees. */
export class SimHost implements Host, Life {
  readonly hostname: string;
  readonly processId: number;
  readonly clock: SimClock;
  readonly timers: SimTimers;
  readonly random: SimRandom;
  readonly network: SimNetwork;
  readonly http: SimHttp;
  readonly disk: SimDisk;
  readonly log: SimLog;
  readonly meter = noMeter;
  readonly buffers = new BufferPool(BUFFER_BYTES);
  readonly machine: Machine;
  readonly #surroundings: Surroundings;
  readonly #prng: Prng;
  readonly #stack: NetworkStack;
  readonly #logLines: LogLines;
  readonly #standstill: Standstill;
  #alive = true;
  #going: Promise<void> = Promise.resolve();

  constructor(surroundings: Surroundings, prng: Prng, machine: Machine) {
    const { kernel, wires, logLinesMax } = surroundings;
    this.#surroundings = surroundings;
    this.#prng = prng;
    this.#standstill = new Standstill(kernel);
    this.machine = machine;
    this.hostname = machine.name;
    this.processId = prng.between(2, 32_768);
    this.clock = new SimClock(kernel, machine, prng.below(1_000_000));
    this.timers = new SimTimers(this, kernel);
    this.random = new SimRandom(prng.fork());
    this.#logLines = new LogLines(logLinesMax);
    this.log = new SimLog(this, kernel, this.#logLines);
    this.#stack = new NetworkStack(prng.next(), this);
    machine.stack = this.#stack;
    this.network = new SimNetwork(this, machine, this.#stack, wires);
    this.http = new SimHttp(this);
    this.disk = new SimDisk({
      life: this,
      kernel,
      prng: prng.fork(),
      faults: machine.diskFaults,
      tree: machine.disk,
      mounts: machine.mounts,
      wallMs: () => this.clock.wallMs(),
    });
    surroundings.born(this);
  }

  get alive(): boolean {
    return this.#alive;
  }

  get going(): Promise<void> {
    return this.#going;
  }

  step(run: () => void): void {
    if (this.#alive) this.#standstill.step(run);
  }

  /** Whether the process stands still. */
  get paused(): boolean {
    return this.#standstill.standing;
  }

  /**
   * Lets the process stand still, as SIGSTOP does: none of its code runs, its connections stay open and its system
   * goes on receiving for it.
   */
  pause(): void {
    this.#standstill.pause();
  }

  /** Ends one pause; when it was the last one the process goes on and learns what happened meanwhile, in order. */
  resume(): void {
    this.#standstill.resume();
  }

  /** The address of its machine: others reach it by this or by its name. */
  get ip(): string {
    return this.machine.ip;
  }

  /** What it has logged, oldest first. */
  get lines(): readonly LogLine[] {
    return this.#logLines.lines;
  }

  /** The fields of the lines it has logged of one event. */
  logged(event: string): LogFields[] {
    return this.lines.filter((line) => line.event === event).map((line) => line.fields);
  }

  /** Listeners, connections and attempts to connect that are open. */
  get openSockets(): number {
    return this.#alive ? this.#stack.openSockets : 0;
  }

  get openFiles(): number {
    return this.disk.openFiles.size;
  }

  get pendingTimers(): number {
    return this.timers.pending;
  }

  /** What is open, in words; empty when nothing is. */
  get open(): string[] {
    if (!this.#alive) return [];
    return [
      ...this.#stack.describe(),
      ...[...this.disk.openFiles].map((file) => `file ${file}`),
      ...this.timers.dueMs.map((dueMs) => `timer for ${Math.round(dueMs)} ms`),
    ];
  }

  /** What goes wrong with the machine's disk. */
  get diskFaults(): DiskFaults {
    return this.machine.diskFaults;
  }

  /** What happens to those who connect to the machine from now on. */
  set incoming(incoming: Incoming) {
    this.machine.incoming = incoming;
  }

  /** Lets the machine's wall clock jump, forward or back. */
  clockJump(jumpMs: number): void {
    this.machine.wallOffsetMs += jumpMs;
  }

  /** Lets the machine's wall clock gain `drift` milliseconds more in each millisecond from now on, or lose them. */
  clockDrift(drift: number): void {
    this.machine.wallOffsetMs -= this.#surroundings.kernel.nowMs * drift;
    this.machine.wallDrift += drift;
  }

  /** Ends the process where it is: its code never goes on. Nothing happens when it is dead already. */
  crash(options: CrashOptions = {}): void {
    if (!this.#alive) return;
    const { connections = 'reset', disk = 'lost' } = options;
    this.#alive = false;
    this.#standstill.vanish();
    this.#going = new Promise(() => {});
    if (connections === 'silent') this.#surroundings.wires.powerOff(this.machine);
    this.#stack.vanish(connections);
    this.machine.stack = undefined;
    this.timers.vanish();
    this.disk.vanish();
    this.machine.disk.crash(disk, this.#prng);
  }

  /** A new process on the same machine; this one crashes if it is still alive. */
  reboot(): SimHost {
    this.crash();
    if (this.machine.stack !== undefined) throw new Error(`${this.hostname} has been rebooted already`);
    const next = new SimHost(this.#surroundings, this.#prng.fork(), this.machine);
    this.#surroundings.wires.powerOn(this.machine);
    return next;
  }
}
