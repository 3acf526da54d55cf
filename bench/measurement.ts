import type { Job } from './load/job.ts';

/** One way to do the same work. */
export interface Subject {
  readonly name: string;
  /** What a load process is to do, on so many connections; how long is not its business. */
  job(connections: number): Omit<Job, 'connections' | 'until'>;
  /** The processes that do the work. */
  readonly pids: readonly number[];
  /** Clears away what a run left, unmeasured. */
  after?(): Promise<void>;
}

/** What is hoped for. */
export interface Goal {
  readonly atLeast: number;
  /** The name of the reference that it is a share of; undefined: it is a rate. */
  readonly of?: string;
  /** The number of connections it is about; undefined: each of them. */
  readonly at?: number;
}

/** Something to be measured: TNV first, then what it is held against. */
export interface Measurement {
  readonly name: string;
  readonly unit: 'requests/s' | 'MiB/s';
  readonly connections: readonly number[];
  readonly subjects: readonly Subject[];
  readonly goal?: Goal;
  /** Requests of one run instead of a time: for the large ones. */
  readonly requests?: number;
  /** What a reader should know beside the numbers. */
  readonly note?: string;
}

/** How often and how long. */
export interface Pace {
  readonly rounds: number;
  readonly windowMs: number;
}

/** The name of what is measured, among its references. */
export const OURS = 'TNV';

export const BARE_NODE = 'bare Node';
export const PIPE = 'loopback pipe';
export const NGINX = 'nginx';

/** How many clients at once. */
export const CONNECTIONS = [1, 16, 64] as const;
