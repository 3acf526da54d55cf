import type { FaultCounts } from './felt/faultCounts.ts';
import type { Touch } from './oracles/wire/touchWatch.ts';
import type { Operation } from './plan.ts';

/** How an operation ended, as its client saw it. */
export type OperationEnd =
  /** `size` of FILESIZE and UPLOAD, `digest` of the bytes of a DOWNLOAD, `text` of GROUPS, and so on. */
  | { readonly outcome: 'ok'; readonly value: OperationValue }
  /** A server said no, with this number. Nothing has happened, unless the number is 5xx. */
  | { readonly outcome: 'refused'; readonly errorNumber: number; readonly why: string }
  /** No answer: it may have happened, may happen yet, or not. */
  | { readonly outcome: 'unanswered'; readonly why: string };

/** What a client learned. */
export interface OperationValue {
  readonly size?: number;
  /** SHA-256, hexadecimal, of what was downloaded. */
  readonly digest?: string;
  readonly group?: string;
  /** `ip:port` each. */
  readonly addresses?: readonly string[];
  /** Ids in decimal. */
  readonly ids?: readonly string[];
  readonly text?: string;
  /** Files of a listing, in its order. */
  readonly listed?: readonly { readonly fileid: string; readonly size: number; readonly name: string }[];
}

/** One operation of a history. */
export interface HistoryEntry {
  /** Place in the plan. */
  readonly index: number;
  readonly operation: Operation;
  /** The ids that the numbers of the plan stand for. */
  readonly appid: string;
  readonly userid: string;
  readonly fileid: string;
  readonly startMs: number;
  /** Milliseconds it may last; undefined when nothing is said about that. */
  readonly limitMs?: number | undefined;
  /** undefined while it is under way, and for ever when its client died. */
  endMs: number | undefined;
  end: OperationEnd | undefined;
}

/** What an oracle found wrong. */
export interface Violation {
  /** The statement of the specification that does not hold. */
  readonly statement: string;
  /** `safety`: something wrong happened. `liveness`: something right did not happen in time. */
  readonly kind: 'safety' | 'liveness' | 'crash' | 'determinism';
  readonly atMs: number;
  /** One or two sentences, with names and times. */
  readonly story: string;
  /** The operations it is about, by index. */
  readonly operations: readonly number[];
}

/** Something that is worth a mark on the timeline. */
export interface Mark {
  readonly atMs: number;
  /** Ends later when it lasts. */
  readonly untilMs?: number;
  /** Machine name, or `database tracker`, `cache`, … */
  readonly lane: string;
  /** The machine a message came from, or at the other end of a connection. */
  readonly from?: string;
  readonly kind: 'fault' | 'state' | 'log' | 'message' | 'connection' | 'phase' | 'operation' | 'violation';
  readonly text: string;
}

/** Everything a run leaves behind. */
export interface RunReport {
  readonly seed: number;
  /** Eight hexadecimal digits over all events and draws, and over what all clients were told. */
  readonly hash: string;
  readonly events: number;
  readonly simulatedMs: number;
  readonly history: readonly HistoryEntry[];
  readonly violations: readonly Violation[];
  readonly faults: number;
  /** By kind, and how many of them were felt. */
  readonly faultCounts: FaultCounts;
  /** What storages did on files, in the order of their replies. */
  readonly touches: readonly Touch[];
  /** How many files the search for an order of all operations looked at, and how many of them it gave up on. */
  readonly files: number;
  readonly filesGivenUp: number;
  /** Probe name → hits. */
  readonly probes: Readonly<Record<string, number>>;
  readonly marks: readonly Mark[];
}
