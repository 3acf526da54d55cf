import type { Clock } from '../../host/clock.ts';
import type { Cache } from '../cache.ts';

/** Entries a `MemoryCache` keeps unless told otherwise. */
export const MEMORY_CACHE_ENTRIES_MAX = 100_000;

interface Entry {
  readonly value: string;
  /** On the monotonic clock. */
  readonly expiresMs: number;
}

/**
 * A cache inside this process. Past `entriesMax` the entry used longest ago makes room; what has expired is
 * dropped when it is asked for or its turn comes, so no timer is needed. Never rejects.
 * Spec: CACHE-ADVISORY.
 */
export class MemoryCache implements Cache {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #entriesMax: number;
  /** In the order of last use, the one used longest ago first. */
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Pick<Clock, 'monotonicMs'>, entriesMax = MEMORY_CACHE_ENTRIES_MAX) {
    this.#clock = clock;
    this.#entriesMax = entriesMax;
  }

  /** Entries held, expired ones that nobody asked for included. */
  get size(): number {
    return this.#entries.size;
  }

  async get(key: string): Promise<string | undefined> {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.expiresMs <= this.#clock.monotonicMs()) return undefined;
    this.#entries.set(key, entry);
    return entry.value;
  }

  async set(key: string, value: string, ttlSeconds: number): Promise<void> {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expiresMs: this.#clock.monotonicMs() + ttlSeconds * 1000 });
    if (this.#entries.size > this.#entriesMax) this.#dropOldest();
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key);
  }

  async close(): Promise<void> {
    this.#entries.clear();
  }

  #dropOldest(): void {
    for (const key of this.#entries.keys()) {
      this.#entries.delete(key);
      return;
    }
  }
}
