import type { DiscardLimits } from '../wire/discard.ts';

/** How much a server bears from its peers. Spec: CONN-LIMITS. */
export interface ServerLimits {
  /** Connections open at once; one more is told 503 and closed. */
  readonly connectionsMax: number;
  /** Milliseconds a connection may be open without the first byte of a next request. */
  readonly idleTimeoutMs: number;
  /** Milliseconds for a head, for a body of fixed size, and between two pieces of content. */
  readonly requestTimeoutMs: number;
}

/** How much of a refused body is read on. */
export const DISCARD_LIMITS: DiscardLimits = { bytesMax: 256 * 1024 * 1024, durationMaxMs: 10_000 };

/** Milliseconds that requests under way get at a stop, unless told otherwise. */
export const STOP_GRACE_MS = 10_000;
