import type { Address } from '../host/address.ts';

/** Something that listens. */
export interface Server {
  /** Where it listens. */
  readonly address: Address;
  /**
   * Accepts nothing new, lets requests under way end for at most `graceMs` (10 s unless told), then cuts them.
   * Resolves when nothing of it is left: no socket, no timer, no file. Stores and caches stay open: they belong
   * to whoever made them.
   */
  stop(graceMs?: number): Promise<void>;
}

/** One thing that a daemon needs in order to serve. */
export interface HealthCheck {
  /** `database`, `store path ../data`, `trackers`, … */
  readonly what: string;
  /** Resolves when it is there; rejects with an error that says what is wrong. May take long, or for ever. */
  check(): Promise<void>;
}

/** A running daemon. */
export interface Daemon extends Server {
  /** What has to be there for it to serve. Spec: OPS-HEALTH. */
  readonly health: readonly HealthCheck[];
}
