import type { HistoryEntry } from '../../sim/chaos/history.ts';
import type { Promised } from '../../sim/chaos/oracles/observations.ts';

/** What the clients' process is started with, as JSON. */
export interface LoadPlan {
  readonly seed: number;
  /** Where clients find the trackers and the gateway: the floating address. */
  readonly front: string;
  readonly idServers: readonly string[];
  /** Whom clients connect to, by address, with the names that oracles know; whose connections are listened to. */
  readonly servers: readonly {
    readonly name: string;
    readonly kind: 'tracker' | 'id' | 'storage';
    readonly address: string;
  }[];
  /** What `CLOCK_MONOTONIC` showed, in milliseconds, when the test began; moments count from there. */
  readonly zeroMs: number;
}

/** What the clients' process is asked for; it answers with the same number. */
export type Request = { readonly number: number } & (
  | { readonly ask: 'work' }
  /** No new operation begins; the answer comes when all have ended. */
  | { readonly ask: 'rest' }
  | { readonly ask: 'look' }
  | { readonly ask: 'history' }
  | { readonly ask: 'wire' }
  | { readonly ask: 'across'; readonly upload: string; readonly readers: readonly string[]; readonly bytes: number }
  | { readonly ask: 'put'; readonly path: string; readonly fileid: string }
  | { readonly ask: 'remove'; readonly fileid: string }
);

/** What it answers, by what was asked. */
export interface Answers {
  readonly work: null;
  readonly rest: null;
  /** What did not work in peace. */
  readonly look: readonly Promised[];
  readonly history: readonly HistoryEntry[];
  /** What clients said to servers and heard from them: for `wireFromText`. */
  readonly wire: string;
  /** Milliseconds from the acknowledged upload to the right bytes, by reader. */
  readonly across: readonly number[];
  readonly put: null;
  readonly remove: null;
}

/** What a probe saw: one small operation, of a kind that is done over and over. */
export interface Probed {
  readonly probe: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Why it failed; undefined when it did not. */
  readonly error?: string | undefined;
}

/** A line of the clients' process. */
export type Line =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly error: string }
  | { readonly probed: Probed };

/** Milliseconds of the clock that all processes of this machine share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
