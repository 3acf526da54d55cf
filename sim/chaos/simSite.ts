import type { SimTree } from '../disk/simTree.ts';
import type { SimHost } from '../host/simHost.ts';
import { type MachineOptions, World } from '../world.ts';
import { makeDependencies } from './dependencies/index.ts';
import { Hardships } from './hardships.ts';
import type { Mark } from './history.ts';
import { groupNames, storePathText } from './names.ts';
import { machineNames, type Plan, type Target } from './plan.ts';
import { runClient, runIdServer, runStorage, runTracker } from './programs.ts';
import { Room } from './room.ts';
import type { MachineState, SharedCache, Site } from './site.ts';
import { type Program, SiteMachine, type SiteMachineParts } from './siteMachine.ts';
import { Transit } from './transit.ts';

/** How a site is watched. */
export interface SiteOptions {
  readonly mark: (mark: Mark) => void;
  readonly onLeft: (machine: string, open: readonly string[]) => void;
  /** Told when the simulation starts and stops running within one turn of the event loop. */
  readonly onTurn: (running: boolean) => void;
  /** How many of its newest log lines each process keeps; many unless told. */
  readonly logLinesMax?: number;
}

const BYTES_PER_MS = 125_000;
const RUN_MAX_MS = 400 * 24 * 60 * 60 * 1000;

/** The site of a plan: its machines, nothing on them yet. */
export class SimSite implements Site {
  readonly world: World;
  readonly plan: Plan;
  readonly machines = new Map<string, SiteMachine>();
  readonly databases: Site['databases'];
  readonly cache: SharedCache;
  readonly transit = new Transit((ip) => [...this.machines.values()].find(({ host }) => host.ip === ip)?.name ?? ip);
  readonly hardships = new Hardships();
  readonly room = new Room();
  readonly mark: (mark: Mark) => void;
  /** A machine beside the site, from which it is looked at. */
  readonly observer: SimHost;
  readonly #volumes: SimTree[][];

  constructor(plan: Plan, { mark, onLeft, onTurn, logLinesMax }: SiteOptions) {
    const { topology } = plan;
    this.plan = plan;
    this.mark = mark;
    const network = { latencyMs: topology.latencyMs, bytesPerMs: topology.bytesPerMs ?? BYTES_PER_MS };
    this.world = new World(plan.seed, { network, runMaxMs: RUN_MAX_MS, onTurn, logLinesMax });
    this.world.network.tap = this.transit;
    this.#volumes = topology.groups.map(({ storePaths, volumeBytes }, group) =>
      Array.from({ length: storePaths }, (_, path) => this.#makeVolume(volumeBytes, storePathText(group, path))),
    );
    ({ databases: this.databases, cache: this.cache } = makeDependencies(
      this.world,
      groupNames(topology),
      (machine, hardship) => void this.hardships.note(machine, hardship, this.world.nowMs),
    ));
    const skews = new Map(machineNames(topology).map((name, at) => [name, topology.clockSkewMs[at] ?? 0]));
    const add = (
      name: string,
      kind: MachineState['kind'],
      start: (host: SimHost) => Promise<Program>,
      group?: number,
    ): void => {
      const mounts = group === undefined ? {} : this.#mounts(group);
      const options: MachineOptions = { clockSkewMs: skews.get(name) ?? 0, mounts };
      const host = this.world.host(name, options);
      host.diskFaults.onFailure = (_, path, { reason }) => {
        if (reason === 'missing' || reason === 'exists') return;
        this.hardships.note(name, reason === 'full' ? 'disk full' : 'disk io', this.world.nowMs, path);
      };
      const parts: SiteMachineParts = {
        ...{ world: this.world, host, kind, group, start, mark, onLeft },
        onStop: () => void this.hardships.note(name, 'stop', this.world.nowMs),
      };
      this.machines.set(name, new SiteMachine(parts));
    };
    for (const name of machineNames(topology)) {
      const group = /^g(\d+)s\d+$/.exec(name)?.[1];
      if (group !== undefined) {
        const index = Number(group) - 1;
        add(name, 'storage', (host) => runStorage(this, host, index), index);
      } else if (name.startsWith('tracker')) add(name, 'tracker', (host) => runTracker(this, host));
      else if (name.startsWith('id')) add(name, 'id', (host) => runIdServer(this, host));
      else add(name, 'client', (host) => runClient(this, host));
    }
    this.observer = this.world.host('observer');
  }

  pick({ kind, index }: Target): SiteMachine {
    const machines = this.ofKind(kind);
    const machine = machines[index % machines.length];
    if (machine === undefined) throw new Error(`there is no ${kind} in the plan`);
    return machine;
  }

  ofKind(kind: MachineState['kind']): SiteMachine[] {
    return [...this.machines.values()].filter((machine) => machine.kind === kind);
  }

  volumesOf(group: number): SimTree[] {
    return this.#volumes[group % this.#volumes.length] ?? [];
  }

  mountPoints(group: number): string[] {
    return this.volumesOf(group).map((_, path) => storePathText(group % this.#volumes.length, path));
  }

  #makeVolume(bytes: number, point: string): SimTree {
    const volume = this.world.volume(bytes);
    volume.onRoom = (freeBytes) => this.room.note(point, this.world.nowMs, freeBytes);
    volume.onRoom(volume.freeBytes);
    return volume;
  }

  #mounts(group: number): Record<string, SimTree> {
    const points = this.mountPoints(group);
    return Object.fromEntries(this.volumesOf(group).map((volume, path) => [points[path], volume]));
  }
}
