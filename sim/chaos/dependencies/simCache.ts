import { type Cache, CacheError } from '../../../src/cache/cache.ts';
import { MemoryCache } from '../../../src/cache/memory/memoryCache.ts';
import type { SimHost } from '../../host/simHost.ts';
import type { Prng } from '../../prng.ts';
import type { World } from '../../world.ts';
import type { CacheTrouble } from '../plan.ts';
import type { SharedCache } from '../site.ts';
import { CachePast } from './cachePast.ts';
import { type Fate, Line } from './line.ts';
import { type HitListener, Troubles } from './troubles.ts';

const ONE_WAY_MS = [0.05, 0.5] as const;
/** Milliseconds after which a daemon gives up waiting for an answer. */
const RW_TIMEOUT_MS = 10_000;

/** A cache server that all daemons share; its entries expire by the time of the world. */
export class SimCache implements SharedCache {
  readonly #world: World;
  readonly #prng: Prng;
  readonly #entries: MemoryCache;
  readonly #past = new CachePast();
  readonly #troubles = new Troubles<CacheTrouble>();
  readonly #felt: (machine: string) => void;

  /** `felt` is told of a machine whose process hears of a failure. */
  constructor(world: World, felt: (machine: string) => void = () => {}) {
    this.#felt = felt;
    this.#world = world;
    this.#prng = world.prng.fork();
    this.#entries = new MemoryCache({ monotonicMs: () => world.nowMs });
  }

  connect(host: SimHost): Cache {
    const closedError = (): Error => new CacheError('the connections to the cache are closed');
    const { kernel } = this.#world;
    const { hostname } = host;
    const failed = (): void => this.#felt(hostname);
    const line = new Line({ kernel, prng: this.#prng, host, closedError, failed, unheard: () => {}, tardy: () => {} });
    const entries = this.#entries;
    const ask = <T>(key: string, changes: boolean, work: () => Promise<T>): Promise<T> =>
      line.ask(key, this.#fate(hostname, changes), () => {
        const evicts = this.#hit('evicts', hostname) !== undefined;
        if (evicts && this.#prng.chance(0.5)) void entries.delete(key);
        const done = work();
        if (evicts) void entries.delete(key);
        return done;
      });
    return {
      get: (key) => ask(key, false, () => entries.get(key)),
      set: (key, value, ttlSeconds) =>
        ask(key, true, () => {
          const atMs = this.#world.nowMs;
          this.#past.note(key, { atMs, entry: { value, expiresMs: atMs + ttlSeconds * 1_000 } });
          return entries.set(key, value, ttlSeconds);
        }),
      delete: (key) =>
        ask(key, true, () => {
          this.#past.note(key, { atMs: this.#world.nowMs, entry: undefined });
          return entries.delete(key);
        }),
      close: () => line.close(),
    };
  }

  trouble(how: CacheTrouble, rate: number, latencyMs: number, machine?: string): () => void {
    if (how === 'forgetsAll') {
      void this.#entries.close();
      this.#past.clear();
      return () => {};
    }
    if (how === 'asynchronousFailover') this.#fallBack(rate, latencyMs);
    return this.#troubles.begin(how, rate, latencyMs, machine);
  }

  onHit(listener: HitListener<CacheTrouble>): () => void {
    return this.#troubles.onHit(listener);
  }

  get size(): number {
    return this.#entries.size;
  }

  calm(how?: CacheTrouble): void {
    this.#troubles.calm(how);
  }

  /** Some masters are followed by replicas that had not heard of the latest changes. */
  #fallBack(rate: number, byMs: number): void {
    const { nowMs } = this.#world;
    for (const [key, entry] of this.#past.fallBack(nowMs - byMs, () => this.#prng.chance(rate))) {
      if (entry === undefined || entry.expiresMs <= nowMs) void this.#entries.delete(key);
      else void this.#entries.set(key, entry.value, (entry.expiresMs - nowMs) / 1_000);
    }
  }

  /** A request that fails may have been done all the same, before its failure was noticed or after. */
  #fate(machine: string, changes: boolean): Fate {
    const slow = this.#hit('slow', machine);
    const thereMs = this.#wayMs() + (slow ? this.#prng.within(0, slow.latencyMs) : 0);
    const answerMs = thereMs + this.#wayMs();
    if (changes && this.#hit('readOnly', machine)) return this.#failed(undefined, answerMs, 'it takes no changes');
    if (this.#hit('asynchronousFailover', machine)) return this.#failed(undefined, answerMs, 'nobody has this slot');
    const errors = this.#hit('errors', machine);
    if (errors !== undefined) {
      const effectMs = this.#prng.chance(0.5) ? thereMs + this.#prng.within(0, errors.latencyMs) : undefined;
      return this.#failed(effectMs, thereMs + this.#prng.within(0, errors.latencyMs), 'the connection was lost');
    }
    if (answerMs > RW_TIMEOUT_MS) return this.#failed(thereMs, RW_TIMEOUT_MS, 'no answer in time');
    return { effectMs: thereMs, answerMs, error: undefined };
  }

  #failed(effectMs: number | undefined, answerMs: number, why: string): Fate {
    return { effectMs, answerMs: Math.min(answerMs, RW_TIMEOUT_MS), error: new CacheError(`injected: ${why}`) };
  }

  #hit(kind: CacheTrouble, machine: string): { readonly latencyMs: number } | undefined {
    return this.#troubles.hit(kind, machine, this.#prng);
  }

  #wayMs(): number {
    return this.#prng.within(...ONE_WAY_MS);
  }
}
