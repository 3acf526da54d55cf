import type { Host } from '../host/host.ts';
import type { Counter } from '../host/meter.ts';
import { sometimes } from '../host/probe.ts';
import type { Cache } from './cache.ts';

/** Milliseconds the cache is left alone after a first failure; doubles with every failed try. */
const REST_MIN_MS = 100;
const REST_MAX_MS = 5_000;

/** Gets and sets under way at once; a cache that hangs must not make everybody wait. */
const IN_FLIGHT_MAX = 1_000;

/**
 * The cache as daemons use it: one that never fails, it only misses.
 *
 * After a failure gets miss and sets do nothing for a moment, then one of them at a time tries again. Deletes are
 * always tried: one left out would leave a stale entry behind. An outage is logged once when it begins and once
 * when it is over. Waits no longer than the cache below it does, sets no timer. Spec: CACHE-ADVISORY.
 */
export class CautiousCache implements Cache {
  readonly #cache: Cache;
  readonly #host: Pick<Host, 'clock' | 'log'>;
  readonly #lookups: Counter;
  #inFlight = 0;
  /** Failures seen so far: tells an operation that began after the last one from an older one. */
  #failures = 0;
  #outage: { readonly sinceMs: number; restMs: number; restUntilMs: number; trying: boolean } | undefined;

  constructor(cache: Cache, host: Pick<Host, 'clock' | 'log' | 'meter'>) {
    this.#cache = cache;
    this.#host = host;
    this.#lookups = host.meter.counter({
      name: 'tnv_cache_lookups_total',
      help: 'Questions to the cache: hit, miss, failed, or skipped because it had failed just before.',
      labels: ['outcome'],
    });
  }

  /** undefined too when the cache failed or is left alone. Never rejects. */
  get(key: string): Promise<string | undefined> {
    if (this.#mayAsk()) return this.#ask(() => this.#lookUp(key));
    this.#lookups.add(['skipped']);
    return Promise.resolve(undefined);
  }

  /** Resolves when the value is kept, or will not be. Never rejects. */
  async set(key: string, value: string, ttlSeconds: number): Promise<void> {
    if (this.#mayAsk()) await this.#ask(() => this.#cache.set(key, value, ttlSeconds));
  }

  /** Resolves when the entry is gone, or the cache failed. Never rejects. */
  async delete(key: string): Promise<void> {
    const failuresBefore = this.#failures;
    try {
      await this.#cache.delete(key);
      this.#succeeded(failuresBefore);
    } catch (error) {
      this.#failed(error, failuresBefore, false);
    }
  }

  close(): Promise<void> {
    return this.#cache.close();
  }

  async #lookUp(key: string): Promise<string | undefined> {
    try {
      const value = await this.#cache.get(key);
      this.#lookups.add([value === undefined ? 'miss' : 'hit']);
      return value;
    } catch (error) {
      this.#lookups.add(['failed']);
      throw error;
    }
  }

  #mayAsk(): boolean {
    const outage = this.#outage;
    if (outage === undefined) return this.#inFlight < IN_FLIGHT_MAX;
    return !outage.trying && this.#host.clock.monotonicMs() >= outage.restUntilMs;
  }

  async #ask<T>(operation: () => Promise<T>): Promise<T | undefined> {
    const failuresBefore = this.#failures;
    const outage = this.#outage;
    if (outage !== undefined) outage.trying = true;
    this.#inFlight += 1;
    try {
      const result = await operation();
      this.#succeeded(failuresBefore);
      return result;
    } catch (error) {
      this.#failed(error, failuresBefore, outage !== undefined);
      return undefined;
    } finally {
      this.#inFlight -= 1;
      if (outage !== undefined) outage.trying = false;
    }
  }

  /** An operation that began before the last failure says nothing about now. */
  #succeeded(failuresBefore: number): void {
    if (this.#outage === undefined || failuresBefore !== this.#failures) return;
    const outageMs = this.#host.clock.monotonicMs() - this.#outage.sinceMs;
    this.#outage = undefined;
    sometimes('cache.back');
    this.#host.log.info('cache back', { outageMs });
  }

  #failed(error: unknown, failuresBefore: number, wasTry: boolean): void {
    const nowMs = this.#host.clock.monotonicMs();
    if (this.#outage === undefined) {
      if (failuresBefore !== this.#failures) return;
      this.#outage = { sinceMs: nowMs, restMs: REST_MIN_MS, restUntilMs: nowMs + REST_MIN_MS, trying: false };
      this.#host.log.warn('cache lost', { error: error instanceof Error ? error : new Error(String(error)) });
    } else if (wasTry) {
      this.#outage.restMs = Math.min(this.#outage.restMs * 2, REST_MAX_MS);
      this.#outage.restUntilMs = nowMs + this.#outage.restMs;
    }
    this.#failures += 1;
  }
}
