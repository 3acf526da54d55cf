/**
 * All of one chaos run, as plain JSON: who there is, what they do, what goes wrong. The same plan gives the same run, to
 * the last event; leaving parts out gives another plan, which is how a failing one is made small.
 */
export interface Plan {
  /** Where everything that the plan does not say is drawn from: latencies, segments, ids. */
  readonly seed: number;
  /** How long the faults and the operations go on; then everything heals. */
  readonly chaosMs: number;
  readonly topology: Topology;
  readonly operations: readonly Operation[];
  readonly faults: readonly Fault[];
}

/** Who there is. */
export interface Topology {
  readonly trackers: number;
  readonly idServers: number;
  readonly groups: readonly GroupPlan[];
  readonly clients: number;
  readonly heartBeatIntervalMs: number;
  readonly checkActiveIntervalMs: number;
  readonly idStep: number;
  readonly keyTimeoutSeconds: number;
  readonly latencyMs: readonly [min: number, max: number];
  /** What a wire carries; 125,000 (1 Gbit/s) unless told. */
  readonly bytesPerMs?: number;
  /** Milliseconds by which the wall clock of each machine, in the order of `machineNames`, is ahead. */
  readonly clockSkewMs: readonly number[];
}

/** One group: its storages share as many volumes as it has store paths. */
export interface GroupPlan {
  readonly storages: number;
  readonly storePaths: number;
  /** Bytes each volume holds. */
  readonly volumeBytes: number;
}

interface Step {
  /** Milliseconds since the start. */
  readonly atMs: number;
  /** Index of the client that does it; it does so beside whatever it does already. */
  readonly client: number;
}

/** A user's file, by numbers that stand for names; the same numbers are the same file. */
export interface FileNumber {
  readonly user: number;
  readonly file: number;
}

/** What a client does. `content` is a seed for the bytes; `size` in bytes. */
export type Operation = Step &
  (
    | ({ readonly kind: 'upload'; readonly size: number; readonly content: number } & FileNumber)
    | ({ readonly kind: 'filesize' } & FileNumber)
    | ({ readonly kind: 'download'; readonly offset: number; readonly size: number } & FileNumber)
    | ({ readonly kind: 'delete' } & FileNumber)
    | ({ readonly kind: 'locate' } & FileNumber)
    | { readonly kind: 'groups' }
    /** All files of a user, page by page, `limit` on each; 0 leaves that to the storage. */
    | { readonly kind: 'list'; readonly user: number; readonly limit: number }
    /** Says what a file is called; `name` stands for a name. */
    | ({ readonly kind: 'describe'; readonly name: number } & FileNumber)
    /** Ids asked of every id server at once, beside those that storages ask for. */
    | { readonly kind: 'ids'; readonly key: number; readonly count: number }
    /** The file of one user asked for in the name of another application or user: must never be found. */
    | ({ readonly kind: 'trespass'; readonly as: 'application' | 'user' } & FileNumber)
    /** Bytes that are no protocol, or half of it, to a server. */
    | {
        readonly kind: 'garbage';
        readonly target: MachineKind;
        readonly bytes: number;
        readonly cut: 'end' | 'abort' | 'silence';
      }
    /** An upload by a raw speaker that goes away after a part of its content. */
    | ({
        readonly kind: 'cutUpload';
        readonly size: number;
        readonly content: number;
        readonly sent: number;
      } & FileNumber)
  );

export type MachineKind = 'tracker' | 'id' | 'storage';

/** A machine by its kind and a number; the number is taken modulo how many there are. */
export interface Target {
  readonly kind: MachineKind | 'client';
  readonly index: number;
}

interface Span {
  readonly atMs: number;
  /** How long it lasts; what is over at once has 0. */
  readonly lastsMs: number;
}

/** What goes wrong. A rate is a chance from 0 to 1 for each operation that could be hit. */
export type Fault = Span &
  (
    | {
        readonly kind: 'crash';
        readonly target: Target;
        readonly connections: 'reset' | 'closed' | 'silent';
        readonly disk: 'lost' | 'torn' | 'kept';
      }
    /**
     * Crashes when the target is about to do its nth operation on its disk from then on, the first one for 1. With
     * `starting` it crashes at once too and is started again: its new process dies at that operation.
     */
    | {
        readonly kind: 'crashAtDisk';
        readonly target: Target;
        readonly nth: number;
        readonly starting?: boolean;
      }
    | { readonly kind: 'rollingRestart'; readonly of: MachineKind; readonly pauseMs: number }
    /** The process stands still: nothing of it runs, its connections stay open. */
    | { readonly kind: 'pause'; readonly target: Target }
    | { readonly kind: 'partition'; readonly from: Target; readonly to: Target; readonly ways: 1 | 2 }
    | { readonly kind: 'isolate'; readonly target: Target }
    | { readonly kind: 'cutConnections'; readonly target: Target }
    /**
     * When the nth byte that machines of a kind reply from then on has arrived at a client, the first one for 1, the
     * machine that sent it loses its connections, crashes with its peers seeing that, or is stopped and started again.
     * With `requests` the bytes are those of requests as they arrive at the machine.
     */
    | {
        readonly kind: 'strikeInTransit';
        readonly of: MachineKind;
        readonly nth: number;
        readonly requests?: boolean;
        readonly how: 'cut' | 'stop' | 'reset' | 'closed' | 'silent';
      }
    | { readonly kind: 'incoming'; readonly target: Target; readonly how: 'refuse' | 'hang' }
    /** Everything to and from the target gets slower. */
    | { readonly kind: 'clog'; readonly target: Target; readonly factor: number }
    | { readonly kind: 'slowDisk'; readonly target: Target; readonly factor: number }
    /** The next so many operations of a kind fail, after `skip` of them have gone well. */
    | {
        readonly kind: 'diskError';
        readonly target: Target;
        readonly operation:
          | 'append'
          | 'sync'
          | 'link'
          | 'unlink'
          | 'syncFolder'
          | 'open'
          | 'readAt'
          | 'create'
          | 'makeFolders';
        readonly reason: 'io' | 'full';
        readonly times: number;
        readonly skip?: number;
      }
    /** All volumes of a group or one of them (modulo how many there are) have no room, or no more than `leavesBytes`. */
    | {
        readonly kind: 'fullVolume';
        readonly group: number;
        readonly volume?: number;
        readonly leavesBytes?: number;
      }
    /**
     * One storage does not see its group's volumes, or one of them: where it was there is nothing, or (unless told)
     * every operation there fails. A process that starts meanwhile always finds that they fail.
     */
    | {
        readonly kind: 'unmount';
        readonly target: Target;
        readonly shows?: 'nothing' | 'errors';
        readonly volume?: number;
      }
    /**
     * Copies of some of the files that a group's volumes hold now, or one of them, disagree: whoever opens one of those
     * files, or goes on writing it, gets an error, on every machine. `rate` is the chance of each file.
     */
    | { readonly kind: 'splitBrain'; readonly group: number; readonly volume?: number; readonly rate: number }
    /** One storage is cut off from most copies of its group's volumes, or of one: they take no changes from it. */
    | { readonly kind: 'lostVolumeQuorum'; readonly target: Target; readonly volume?: number }
    /** Whatever is asked of a group's volumes, or of one of them, waits until it is over. */
    | { readonly kind: 'blockedVolume'; readonly group: number; readonly volume?: number }
    /** All storages of a group lose their power at once, and so do their volumes. */
    | { readonly kind: 'blackout'; readonly group: number; readonly disk: 'lost' | 'torn' }
    /** Forward, or back below 0; it is put right at the end if it lasts. */
    | { readonly kind: 'clockJump'; readonly target: Target; readonly byMs: number }
    /** The wall clock gains so many milliseconds in each second, or loses them below 0. */
    | { readonly kind: 'clockDrift'; readonly target: Target; readonly msPerSecond: number }
    | {
        readonly kind: 'database';
        readonly database: DatabaseName;
        readonly how: DatabaseTrouble;
        readonly rate: number;
        readonly latencyMs: number;
        /** Only on the way from this machine; everywhere unless told. */
        readonly target?: Target;
      }
    | {
        readonly kind: 'cache';
        readonly how: CacheTrouble;
        readonly rate: number;
        readonly latencyMs: number;
        /** As for databases; `forgetsAll` is everybody's. */
        readonly target?: Target;
      }
  );

export type DatabaseName = 'tracker' | 'ids' | 'storage';

/**
 * - `away`: every statement fails, nothing is done (also what a restart looks like).
 * - `lostBefore`, `lostAfter`: the answer is lost before or after the statement took effect.
 * - `late`: the answer is lost, the statement takes effect some time later.
 * - `certificationFailure`: the statement fails at its COMMIT, nothing is done: another node of the cluster, or another
 *   transaction of the same one, was first.
 * - `lostQuorum`: the node that is asked is cut off from most of its cluster. It refuses reads too; the outcome of a
 *   change that was at its COMMIT is unknown.
 * - `laggingNode`: the node has not applied yet what others have committed; a statement waits until it has, or fails.
 * - `slow`: statements take longer.
 */
export type DatabaseTrouble = (typeof DATABASE_TROUBLES)[number];

export const DATABASE_TROUBLES = [
  ...([
    'away',
    'lostBefore',
    'lostAfter',
    'late',
    'certificationFailure',
    'lostQuorum',
    'laggingNode',
    'slow',
  ] as const),
] as const;

/**
 * - `forgetsAll`: all entries are gone.
 * - `evicts`: entries vanish before they are read or after they were written.
 * - `errors`: operations fail; some take effect all the same, at once or later.
 * - `readOnly`: entries can be read; to set or to delete one fails and does nothing.
 * - `asynchronousFailover`: entries are what they were `latencyMs` ago, for `rate` of the keys: what was set since is
 *   gone, what was deleted is back. While it lasts operations fail and do nothing.
 * - `slow`: operations take longer.
 */
export type CacheTrouble = (typeof CACHE_TROUBLES)[number];

export const CACHE_TROUBLES = ['forgetsAll', 'evicts', 'errors', 'readOnly', 'asynchronousFailover', 'slow'] as const;

/** The names of all machines of a topology, in the order in which they are made. */
export function machineNames(topology: Topology): string[] {
  const numbered = (prefix: string, count: number): string[] =>
    Array.from({ length: count }, (_, at) => `${prefix}${at + 1}`);
  return [
    ...numbered('tracker', topology.trackers),
    ...numbered('id', topology.idServers),
    ...topology.groups.flatMap((group, at) => numbered(`g${at + 1}s`, group.storages)),
    ...numbered('client', topology.clients),
  ];
}

/** The clients, by index, that stand still at some time: what they owe may be late. */
export function pausedClients({ faults, topology }: Plan): Set<number> {
  const targets = faults.flatMap((fault) => (fault.kind === 'pause' ? [fault.target] : []));
  return new Set(targets.filter(({ kind }) => kind === 'client').map(({ index }) => index % topology.clients));
}
