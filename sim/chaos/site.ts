import type { Cache } from '../../src/cache/cache.ts';
import type { Daemon } from '../../src/server/daemon.ts';
import type { FileRow, FileStore } from '../../src/store/fileStore.ts';
import type { IdStore } from '../../src/store/idStore.ts';
import type { RouteStore } from '../../src/store/routeStore.ts';
import type { SimTree } from '../disk/simTree.ts';
import type { CrashOptions, SimHost } from '../host/simHost.ts';
import type { World } from '../world.ts';
import type { HitListener } from './dependencies/troubles.ts';
import type { Hardships } from './hardships.ts';
import type { Mark } from './history.ts';
import type { CacheTrouble, DatabaseTrouble, MachineKind, Plan, Target } from './plan.ts';
import type { Transit } from './transit.ts';

/** One machine of a site. What is on it is started again whenever it went down, after a while. */
export interface MachineState {
  readonly name: string;
  readonly kind: MachineKind | 'client';
  /** Index of the group of a storage. */
  readonly group: number | undefined;
  /** The newest process. */
  readonly host: SimHost;
  /** What runs on it; undefined while it is down or starting, and on a client's machine. */
  readonly daemon: Daemon | undefined;
  /** When its newest process died or was told to stop; undefined while one is up or starting. */
  readonly downSinceMs: number | undefined;
  /** Kills the process. It stays down until `restart`, or until the site heals. */
  crash(options?: CrashOptions): void;
  /**
   * Starts a process, after killing the one that is there; resolves when its daemon serves, or when another
   * restart took its place. A daemon that cannot start is tried again every second, as a supervisor does.
   */
  restart(): Promise<void>;
  /** Stops its daemon as an operator does, then starts a new process. Resolves as `restart` does. */
  stopAndStart(): Promise<void>;
}

/** What a database of the site is to whoever makes it misbehave. */
export interface DatabaseControl {
  /**
   * From now on, until the function that is returned is called; only for the processes of `machine` if it is named.
   * Troubles of different kinds add up; of several of one kind the newest counts.
   */
  trouble(how: DatabaseTrouble, rate: number, latencyMs: number, machine?: string): () => void;
  /** Tells of every statement that trouble hits, from now on until the function that is returned is called. */
  onHit(listener: HitListener<DatabaseTrouble>): () => void;
  /** Ends one kind of trouble, or all. */
  calm(how?: DatabaseTrouble): void;
}

/** A database, which daemons reach through connections of their own. */
export interface Database<Store> extends DatabaseControl {
  /** The connections of one process: what it has under way when it dies may take effect or not. */
  connect(host: SimHost): Store;
  /**
   * Changes that were made though the process that asked for them heard of a failure, or nothing: `insert PATH`,
   * `remove PATH`, `assign USER GROUP`, `block of KEY`; oldest first.
   */
  readonly unheard: readonly string[];
  /** Those of them that were made after their process had died, or long after it had heard of a failure. */
  readonly tardy: readonly string[];
}

/** The cache that all daemons share. */
export interface SharedCache {
  connect(host: SimHost): Cache;
  /** As `DatabaseControl.trouble`; `forgetsAll` happens at once and there is nothing to end. */
  trouble(how: CacheTrouble, rate: number, latencyMs: number, machine?: string): () => void;
  /** As `DatabaseControl.onHit`. */
  onHit(listener: HitListener<CacheTrouble>): () => void;
  calm(how?: CacheTrouble): void;
  /** Entries. */
  readonly size: number;
}

/** A whole system in a simulated world, with a handle for everything that can go wrong. */
export interface Site {
  readonly world: World;
  readonly plan: Plan;
  /** By name, in the order in which they were made. */
  readonly machines: ReadonlyMap<string, MachineState>;
  readonly databases: {
    /** `routes`: group by user as it is now, whatever the database's troubles. */
    readonly tracker: Database<RouteStore> & { routes(): ReadonlyMap<string, string> };
    /** `nextIds`: next free id by key as it is now. */
    readonly ids: Database<IdStore> & { nextIds(): ReadonlyMap<string, bigint> };
    /** `rows`: what is in it now. */
    readonly storage: Database<FileStore> & { rows(): FileRow[]; notedPaths(): string[] };
  };
  readonly cache: SharedCache;
  /** Tells of what goes over the network. */
  readonly transit: Transit;
  /** What went wrong below processes, as they felt it. */
  readonly hardships: Hardships;
  /** The machine a target stands for; the index is taken modulo how many of its kind there are. */
  pick(target: Target): MachineState;
  /** Machines of one kind, in order. */
  ofKind(kind: MachineState['kind']): MachineState[];
  /** The volumes of a group (index modulo the number of groups), one a store path. */
  volumesOf(group: number): SimTree[];
  /** Where each volume of a group is mounted, in the order of `volumesOf`. */
  mountPoints(group: number): string[];
  /** Puts a mark on the timeline. */
  mark(mark: Mark): void;
}

/** Takes a fault back. Called once, within the run; nothing happens to what has healed already. */
export type Heal = () => void | Promise<void>;
