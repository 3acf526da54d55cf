import type { FileRow } from '../../../src/store/fileStore.ts';
import type { Hardships } from '../hardships.ts';
import type { HistoryEntry, Violation } from '../history.ts';
import type { MachineKind, Plan } from '../plan.ts';
import type { Room } from '../room.ts';
import type { Attempt } from './wire/attempt.ts';
import type { IdAnswer } from './wire/idWatch.ts';
import type { Refused } from './wire/refusalWatch.ts';
import type { RouteAnswer } from './wire/routeWatch.ts';
import type { Silence } from './wire/silenceWatch.ts';

/** A machine, as oracles know it. */
export interface MachineFacts {
  readonly name: string;
  readonly ip: string;
  readonly kind: MachineKind | 'client';
  /** Group name of a storage. */
  readonly group?: string;
  /** Port of a daemon. */
  readonly port?: number;
}

/** A volume as it was at the end. */
export interface VolumeFacts {
  readonly group: string;
  /** The store path as configured: what the rows' paths begin with. */
  readonly text: string;
  /** Content by path below the store path, beginning with a slash: `SimTree.files()`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What was there when everything had healed, rested and stopped. */
export interface FinalState {
  readonly atMs: number;
  readonly rows: readonly FileRow[];
  readonly volumes: readonly VolumeFacts[];
  /** Group by user, as the database of the trackers has it; undefined when nobody looked. */
  readonly routes?: ReadonlyMap<string, string> | undefined;
  /** Next free id by key, as the database of the id servers has it; undefined when nobody looked. */
  readonly nextIds?: ReadonlyMap<string, bigint> | undefined;
  /** The paths of the files that are described, as the database of the storages has them; undefined when nobody looked. */
  readonly notedPaths?: readonly string[];
  /** `insert PATH` of rows that were made when nobody had to reckon with them any more: they may have no file. */
  readonly tardy?: ReadonlySet<string>;
}

/** Something that had to happen within a bounded time after everything healed. */
export interface Promised {
  /** Statement of the specification. */
  readonly statement: string;
  /** What had to happen: `all storages ACTIVE at tracker1`. */
  readonly what: string;
  readonly sinceMs: number;
  readonly withinMs: number;
  /** When it happened; undefined: it did not. */
  readonly atMs: number | undefined;
  /** What was seen instead. */
  readonly instead?: string;
  /** Why it rightly did not happen (no storage has room, say); such a promise is not broken. */
  readonly excuse?: string;
}

/** Something that was still open after everything was stopped. */
export interface Leak {
  readonly machine: string;
  /** `timer for 12 ms`, `file /data/…`, a socket. */
  readonly what: string;
}

/** What went over the wire, as a `WireTap` noted it. */
export interface WireFacts {
  /** Requests that change or read a file. */
  readonly attempts: readonly Attempt[];
  readonly ids: readonly IdAnswer[];
  readonly routes: readonly RouteAnswer[];
  /** What servers refused, in the order of their replies. */
  readonly refusals: readonly Refused[];
  /** What servers left without an answer of their own will. */
  readonly silences: readonly Silence[];
  /** Whether a storage tried to reach an id server, by its address, or asked it, from one moment to another. */
  triedIdServer(storage: string, ip: string, fromMs: number, toMs: number): boolean;
  /** What broke a rule as it passed. */
  readonly violations: readonly Violation[];
}

/** All that oracles judge a run by. */
export interface Observations {
  readonly plan: Plan;
  /** Operations of the plan, and those made at the end to see what is there, in the order of their index. */
  readonly history: readonly HistoryEntry[];
  readonly machines: readonly MachineFacts[];
  /** What went over the wire: a `WireTap`; undefined when nobody listened. */
  readonly wire: WireFacts | undefined;
  /** undefined when the run did not get that far. */
  readonly final: FinalState | undefined;
  readonly promised: readonly Promised[];
  readonly leaks: readonly Leak[];
  /** What went wrong below processes. */
  readonly hardships: Hardships;
  /** How much room there was on the volumes. */
  readonly room: Room;
}
