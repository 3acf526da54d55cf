import { type Address, formatAddress } from '../../../../src/host/address.ts';
import type { Machine } from '../../../machine.ts';
import { PORTS } from '../../names.ts';

/** Connects to one tracker within a second that no storage has reason for, a restart of its process included. */
const CONNECTS_MAX = 20;
const WITHIN_MS = 1_000;

/** Judges how often storages try to reach a tracker: they pause between two tries. Spec: STORAGE-LINK. */
export class ReconnectWatch {
  readonly #nowMs: () => number;
  readonly #complain: (statement: string, story: string) => void;
  /** The moments of the last connects, by storage and tracker. */
  readonly #latest = new Map<string, number[]>();

  constructor(nowMs: () => number, complain: (statement: string, story: string) => void) {
    this.#nowMs = nowMs;
    this.#complain = complain;
  }

  /** A machine tries to connect. */
  attempted(client: Machine, address: Address): void {
    if (address.port !== PORTS.tracker || client.stack?.listenerAt(client.ip, PORTS.storage) === undefined) return;
    const key = `${client.name} ${formatAddress(address)}`;
    const latest = this.#latest.get(key) ?? [];
    this.#latest.set(key, latest);
    latest.push(this.#nowMs());
    if (latest.length <= CONNECTS_MAX) return;
    const firstMs = latest.shift() ?? 0;
    if (this.#nowMs() - firstMs > WITHIN_MS) return;
    latest.length = 0;
    const story = `${client.name} tried to connect to ${formatAddress(address)} for the ${CONNECTS_MAX + 1}th time within a second`;
    this.#complain('STORAGE-LINK', story);
  }
}
