import { DiskFaults } from './disk/diskFaults.ts';
import { SimTree } from './disk/simTree.ts';
import { SimHost, type Surroundings } from './host/simHost.ts';
import { Kernel, type KernelOptions } from './kernel.ts';
import type { Machine, Mount } from './machine.ts';
import { NetworkFaults } from './network/networkFaults.ts';
import { type NetworkOptions, Wires } from './network/wires.ts';
import { Prng } from './prng.ts';

/** How a world behaves where it is not left to its seed. */
export interface WorldOptions extends KernelOptions {
  readonly network?: NetworkOptions;
  /** How many of its newest log lines each process keeps, about; 100,000 unless told. */
  readonly logLinesMax?: number | undefined;
}

/** What is special about a machine. */
export interface MachineOptions {
  /** 1 TiB unless told. */
  readonly diskBytes?: number;
  /** Milliseconds its wall clock is ahead of the world's. */
  readonly clockSkewMs?: number;
  /** Volumes by the absolute path of the folder where they are found. */
  readonly mounts?: Readonly<Record<string, SimTree>>;
}

const LOG_LINES_MAX = 100_000;
const DISK_BYTES = 2 ** 40;
const SETTLE_STEP_MS = 50;
const SETTLE_MAX_MS = 60_000;

/** A simulated world of machines: one seed, one thread, virtual time. The same seed gives the same run. */
export class World {
  readonly kernel: Kernel;
  /** What goes wrong between machines. */
  readonly network: NetworkFaults;
  /** The source of all chance; a test may draw from it too. */
  readonly prng: Prng;
  readonly #wires: Wires;
  readonly #surroundings: Surroundings;
  /** The newest process of each machine. */
  readonly #processes = new Map<Machine, SimHost>();

  constructor(seed: number, options: WorldOptions = {}) {
    this.kernel = new Kernel(options, () => this.#describe());
    this.prng = new Prng(seed, this.kernel.trace);
    this.#wires = new Wires(this.kernel, this.prng.fork(), options.network ?? {});
    this.network = new NetworkFaults(this.#wires);
    this.#surroundings = {
      kernel: this.kernel,
      wires: this.#wires,
      logLinesMax: options.logLinesMax ?? LOG_LINES_MAX,
      born: (host) => this.#processes.set(host.machine, host),
    };
  }

  /** Milliseconds of virtual time since the world began. */
  get nowMs(): number {
    return this.kernel.nowMs;
  }

  /** A new machine with a process on it. Its name is its host name; its address is its own too. */
  host(name: string, options: MachineOptions = {}): SimHost {
    if (this.#wires.find(name) !== undefined) throw new Error(`there is a machine ${name} already`);
    const number = this.#processes.size + 1;
    const disk = new SimTree(options.diskBytes ?? DISK_BYTES);
    const volumes = Object.entries(options.mounts ?? {});
    const mounts = new Map(
      volumes.map(([path, tree]): [string, Mount] => [path, { tree, state: 'there', takesChanges: true }]),
    );
    for (const path of mounts.keys()) disk.putFolder(path);
    const machine: Machine = {
      name,
      ip: `10.0.${number >> 8}.${number & 255}`,
      disk,
      mounts,
      diskFaults: new DiskFaults(),
      powered: true,
      incoming: 'accept',
      wireSlowness: 1,
      wallOffsetMs: options.clockSkewMs ?? 0,
      wallDrift: 0,
      stack: undefined,
    };
    this.#wires.add(machine);
    return new SimHost(this.#surroundings, this.prng.fork(), machine);
  }

  /** A volume, to be mounted by several machines: the shared file system of a group. */
  volume(capacityBytes = DISK_BYTES): SimTree {
    return new SimTree(capacityBytes);
  }

  /** Runs virtual time until what `body` returned settles, and settles alike. See `Kernel.run`. */
  run<T>(body: () => Promise<T>): Promise<T> {
    return this.kernel.run(body);
  }

  /** Resolves when `delayMs` of virtual time have passed. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.kernel.schedule(delayMs, resolve);
    });
  }

  /**
   * Resolves when no process has a socket, a file or a timer open any more. Rejects when that takes more than
   * `withinMs` of virtual time, and tells what is open. To be called within a run.
   */
  async settled(withinMs = SETTLE_MAX_MS): Promise<void> {
    const endMs = this.nowMs + withinMs;
    while ([...this.#processes.values()].some((host) => host.open.length > 0)) {
      if (this.nowMs >= endMs) throw new Error(`not settled after ${withinMs} ms; ${this.#describe()}`);
      await this.sleep(SETTLE_STEP_MS);
    }
  }

  #describe(): string {
    const open = [...this.#processes.values()].flatMap((host) => host.open.map((what) => `${host.hostname}: ${what}`));
    return open.length === 0 ? 'nothing is open' : `open are ${open.join('; ')}`;
  }
}
