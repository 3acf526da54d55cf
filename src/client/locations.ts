import { type Address, parseAddress } from '../host/address.ts';
import type { Clock } from '../host/clock.ts';
import type { FileAddress } from '../protocol/fileAddress.ts';

interface Location {
  readonly storages: readonly Address[];
  readonly untilMs: number;
  /** The storage to name first next time. */
  turn: number;
}

const USERS_MAX = 1_000;

/**
 * What trackers said about users' storages, believed for a short time and until a storage fails: many requests for one
 * user cost one question to a tracker. The storages take turns in being the first. Spec: CLIENT-LOCATIONS.
 */
export class Locations {
  readonly #clock: Clock;
  readonly #ttlMs: number;
  /** By application and user; the one told last is at the end. */
  readonly #known = new Map<string, Location>();

  constructor(clock: Clock, ttlMs: number) {
    this.#clock = clock;
    this.#ttlMs = ttlMs;
  }

  /** The storages of the user of `file`, if they are known. */
  find(file: FileAddress): readonly Address[] | undefined {
    const location = this.#known.get(keyOf(file));
    if (location === undefined || location.untilMs <= this.#clock.monotonicMs()) return undefined;
    const { storages } = location;
    const first = location.turn++ % storages.length;
    return [...storages.slice(first), ...storages.slice(0, first)];
  }

  /** Remembers what a tracker said, `ip:port` each; returns it as `find` would now. */
  remember(file: FileAddress, addresses: readonly string[]): readonly Address[] {
    const storages = addresses.map(parseAddress).filter((address) => address !== undefined);
    const key = keyOf(file);
    this.#known.delete(key);
    if (this.#ttlMs === 0 || storages.length === 0) return storages;
    this.#known.set(key, { storages, untilMs: this.#clock.monotonicMs() + this.#ttlMs, turn: 1 });
    if (this.#known.size > USERS_MAX) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    return storages;
  }

  /** Forgets the storages of the user of `file`: one of them failed. */
  forget(file: FileAddress): void {
    this.#known.delete(keyOf(file));
  }
}

/** A NUL cannot stand in an id. */
function keyOf(file: FileAddress): string {
  return `${file.appid}\0${file.userid}`;
}
