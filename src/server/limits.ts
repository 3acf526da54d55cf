import type { GateLimits } from '../host/gate.ts';
import type { DiscardLimits } from '../wire/discard.ts';

/** How much a server bears from its peers. Spec: CONN-LIMITS, CONN-FULL, CONN-PEER-FULL. */
export interface ServerLimits extends GateLimits {
  /** Milliseconds a connection may be open without the first byte of a next request. */
  readonly idleTimeoutMs: number;
  /** Milliseconds for a head, for a body of fixed size, and between two pieces of content. */
  readonly requestTimeoutMs: number;
}

/** How much of a refused body is read on. Spec: CONN-DRAIN-LIMITS. */
export const DISCARD_LIMITS: DiscardLimits = { bytesMax: 256 * 1024 * 1024, durationMaxMs: 10_000 };

/** How much is read on from a peer that was told goodbye while it may be sending a request. */
export const FAREWELL_LIMITS: DiscardLimits = { bytesMax: 1024 * 1024, durationMaxMs: 1000 };

/** Bytes a millisecond that a server reads of what it has no use for, of all connections together. */
export const UNWANTED_BYTES_PER_MS = 32 * 1024;

/** Milliseconds from the answer to one malformed request to the next one, of all connections together. */
export const MALFORMED_INTERVAL_MS = 10;

/** Requests of all connections that are answered in a turn of the event loop. Spec: CONN-FAIR. */
export const REQUESTS_A_TURN = 128;

/** Connections that had to wait and go on in the next turn. */
export const RESUMED_A_TURN = REQUESTS_A_TURN / 8;

/** Connections above the limit that are being told so at once; further ones are closed without a word. */
export const REFUSALS_MAX = 64;

/**
 * Bytes a millisecond that a peer has to send of content and to take of a reply, beside the time for a request.
 * Spec: CONN-MIN-RATE.
 */
export const RATE_MIN_BYTES_PER_MS = 4;

/** Milliseconds that requests under way get at a stop, unless told otherwise. */
export const STOP_GRACE_MS = 10_000;
