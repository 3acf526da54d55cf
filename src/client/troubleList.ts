import { type Address, formatAddress } from '../host/address.ts';
import type { Clock } from '../host/clock.ts';
import { sometimes } from '../host/probe.ts';

interface Trouble {
  /** Failures in a row. */
  readonly count: number;
  readonly untilMs: number;
}

const FIRST_REST_MS = 5_000;
const REST_MAX_MS = 300_000;
const SERVERS_MAX = 1_000;

/**
 * Servers that failed lately. They are only tried after the others: for 5 s after a first failure, for twice as long
 * after each further one in a row, 5 minutes at most. Spec: CLIENT-FAILOVER-ORDER.
 */
export class TroubleList {
  readonly #clock: Clock;
  readonly #troubles = new Map<string, Trouble>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(address: Address): void {
    const key = formatAddress(address);
    const count = (this.#troubles.get(key)?.count ?? 0) + 1;
    const restMs = Math.min(FIRST_REST_MS * 2 ** (count - 1), REST_MAX_MS);
    this.#troubles.delete(key);
    this.#troubles.set(key, { count, untilMs: this.#clock.monotonicMs() + restMs });
    if (this.#troubles.size <= SERVERS_MAX) return;
    const [oldest] = this.#troubles.keys();
    if (oldest !== undefined) this.#troubles.delete(oldest);
  }

  /** The server has answered. */
  clear(address: Address): void {
    if (this.#troubles.size > 0) this.#troubles.delete(formatAddress(address));
  }

  /** The same addresses, those in trouble last; the order is kept beside that. */
  healthyFirst(addresses: readonly Address[]): readonly Address[] {
    if (this.#troubles.size === 0) return addresses;
    sometimes('client.troubledServersLast');
    const nowMs = this.#clock.monotonicMs();
    const resting = (address: Address): boolean =>
      (this.#troubles.get(formatAddress(address))?.untilMs ?? nowMs) > nowMs;
    return [...addresses.filter((address) => !resting(address)), ...addresses.filter(resting)];
  }
}
