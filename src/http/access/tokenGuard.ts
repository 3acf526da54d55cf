import { parseAddress } from '../../host/address.ts';
import type { Clock } from '../../host/clock.ts';
import { HttpError } from '../httpError.ts';
import { sameSecret } from './secrets.ts';

/** Wrong tokens a peer may show before it has to wait. */
const FREE_FAILURES = 3;
const FIRST_WAIT_MS = 1_000;
const WAIT_MAX_MS = 10_000;
/** Milliseconds after which a peer's failures are forgotten. */
const FORGET_MS = 15 * 60_000;
const PEERS_MAX = 10_000;

interface Failures {
  readonly count: number;
  readonly lastMs: number;
}

/** Compares tokens with the right one, and slows down those who guess. Spec: HTTP-LOGIN, HTTP-LOGIN-SLOW. */
export class TokenGuard {
  readonly #clock: Clock;
  readonly #token: string;
  /** By address, without the port; the one that failed longest ago first. */
  readonly #failures = new Map<string, Failures>();

  constructor(clock: Clock, token: string) {
    this.#clock = clock;
    this.#token = token;
  }

  /** Whether `token` is the right one. Throws an `HttpError` 429 while the peer has to wait. */
  accepts(peer: string, token: string): boolean {
    const key = parseAddress(peer)?.host ?? peer;
    const nowMs = this.#clock.monotonicMs();
    const before = this.#recent(key, nowMs);
    const waitMs = before === undefined ? 0 : before.lastMs + waitAfter(before.count) - nowMs;
    if (waitMs > 0) {
      const headers = { 'retry-after': Math.ceil(waitMs / 1000) };
      throw new HttpError(429, 'too many wrong tokens, wait a moment', headers);
    }
    if (sameSecret(token, this.#token)) {
      this.#failures.delete(key);
      return true;
    }
    this.#failures.delete(key);
    this.#failures.set(key, { count: (before?.count ?? 0) + 1, lastMs: nowMs });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > PEERS_MAX && oldest !== undefined) this.#failures.delete(oldest);
    return false;
  }

  #recent(key: string, nowMs: number): Failures | undefined {
    const failures = this.#failures.get(key);
    return failures !== undefined && nowMs - failures.lastMs < FORGET_MS ? failures : undefined;
  }
}

function waitAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES), WAIT_MAX_MS);
}
