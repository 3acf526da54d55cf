import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Log, LogFields } from '../host/log.ts';
import { noMeter } from '../host/meter.ts';
import { cacheContract } from './cache.contract.ts';
import { type Cache, CacheError } from './cache.ts';
import { CautiousCache } from './cautiousCache.ts';
import { MemoryCache } from './memory/memoryCache.ts';

/** A clock that is moved by hand, and a log that is kept. */
class HandHost {
  nowMs = 1_000;
  readonly lines: string[] = [];
  readonly clock = { monotonicMs: (): number => this.nowMs, wallMs: (): number => 0, utcOffsetMs: (): number => 0 };
  readonly meter = noMeter;
  readonly log: Log = {
    debug: (event) => this.#line('debug', event),
    info: (event, fields) => this.#line('info', event, fields),
    warn: (event, fields) => this.#line('warn', event, fields),
    error: (event) => this.#line('error', event),
    child: () => this.log,
  };

  #line(level: string, event: string, fields?: LogFields): void {
    const { error, ...others } = fields ?? {};
    this.lines.push([level, event, error instanceof Error ? error.message : JSON.stringify(others)].join(' '));
  }
}

/** A cache that can be made to fail or to hang. */
class Unreliable implements Cache {
  readonly #cache: Cache;
  state: 'well' | 'failing' | 'hanging' = 'well';
  asked: string[] = [];
  #hanging: (() => void)[] = [];

  constructor(cache: Cache) {
    this.#cache = cache;
  }

  get(key: string): Promise<string | undefined> {
    return this.#answer('get', () => this.#cache.get(key));
  }

  set(key: string, value: string, ttlSeconds: number): Promise<void> {
    return this.#answer('set', () => this.#cache.set(key, value, ttlSeconds));
  }

  delete(key: string): Promise<void> {
    return this.#answer('delete', () => this.#cache.delete(key));
  }

  close(): Promise<void> {
    return this.#cache.close();
  }

  /** What hangs is answered now, in the state of now. */
  release(): void {
    for (const go of this.#hanging.splice(0)) go();
  }

  async #answer<T>(operation: string, answer: () => Promise<T>): Promise<T> {
    this.asked.push(operation);
    if (this.state === 'hanging') await new Promise<void>((resolve) => this.#hanging.push(resolve));
    if (this.state !== 'well') throw new CacheError('gone');
    return answer();
  }
}

describe('CautiousCache', () => {
  let host: HandHost;
  let below: Unreliable;
  let cache: CautiousCache;

  beforeEach(() => {
    host = new HandHost();
    below = new Unreliable(new MemoryCache(host.clock));
    cache = new CautiousCache(below, host);
  });

  cacheContract(async () => {
    const own = new HandHost();
    return {
      cache: new CautiousCache(new MemoryCache(own.clock), own),
      async pass(seconds) {
        own.nowMs += seconds * 1000;
      },
      async close() {},
    };
  });

  // Spec: CACHE-ADVISORY
  it('misses when the cache fails, and rejects nothing', async () => {
    await cache.set('a', '1', 60);
    below.state = 'failing';
    expect(await cache.get('a')).toBeUndefined();
    await cache.set('a', '2', 60);
    await cache.delete('a');
  });

  it('leaves a failed cache alone for a moment, then tries again', async () => {
    await cache.set('a', '1', 60);
    below.state = 'failing';
    await cache.get('a');
    below.state = 'well';
    below.asked = [];
    host.nowMs += 99;
    expect(await cache.get('a')).toBeUndefined();
    await cache.set('a', '2', 60);
    expect(below.asked).toEqual([]);
    host.nowMs += 1;
    expect(await cache.get('a')).toBe('1');
  });

  it('rests twice as long after every failed try, up to five seconds', async () => {
    below.state = 'failing';
    const rests: number[] = [];
    let askedAtMs = host.nowMs;
    await cache.get('a');
    for (let count = 0; count < 22_000; count++) {
      host.nowMs += 1;
      const before = below.asked.length;
      await cache.get('a');
      if (below.asked.length > before) {
        rests.push(host.nowMs - askedAtMs);
        askedAtMs = host.nowMs;
      }
    }
    expect(rests).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
  });

  it('lets a set try too', async () => {
    below.state = 'failing';
    await cache.set('a', '1', 60);
    below.state = 'well';
    host.nowMs += 100;
    await cache.set('a', '1', 60);
    expect(await cache.get('a')).toBe('1');
  });

  it('always tries to delete, and takes a success for the end of the outage', async () => {
    await cache.set('a', '1', 60);
    await cache.set('b', '1', 60);
    below.state = 'failing';
    await cache.get('a');
    await cache.delete('a');
    expect(below.asked.at(-1)).toBe('delete');
    below.state = 'well';
    await cache.delete('a');
    expect(await cache.get('b')).toBe('1');
    expect(await cache.get('a')).toBeUndefined();
  });

  it('rests no longer for deletes that fail', async () => {
    await cache.set('a', '1', 60);
    below.state = 'failing';
    await cache.get('a');
    for (let count = 0; count < 10; count++) await cache.delete('b');
    below.state = 'well';
    host.nowMs += 100;
    expect(await cache.get('a')).toBe('1');
  });

  it('warns once an outage, and tells once that it is over', async () => {
    below.state = 'failing';
    await Promise.all([cache.get('a'), cache.set('a', '1', 60), cache.delete('a'), cache.get('b')]);
    host.nowMs += 100;
    await cache.get('a');
    expect(host.lines).toEqual(['warn cache lost gone']);
    below.state = 'well';
    host.nowMs += 200;
    await cache.get('a');
    await cache.get('a');
    expect(host.lines).toEqual(['warn cache lost gone', 'info cache back {"outageMs":300}']);
    below.state = 'failing';
    await cache.get('a');
    expect(host.lines).toHaveLength(3);
  });

  it('tries with one at a time: the others miss meanwhile', async () => {
    await cache.set('a', '1', 60);
    below.state = 'failing';
    await cache.get('a');
    host.nowMs += 100;
    below.state = 'hanging';
    below.asked = [];
    const first = cache.get('a');
    expect(await cache.get('a')).toBeUndefined();
    await cache.set('a', '2', 60);
    expect(below.asked).toEqual(['get']);
    below.state = 'well';
    below.release();
    expect(await first).toBe('1');
    expect(await cache.get('a')).toBe('1');
  });

  it('does not double its rest for the many that were under way when the cache failed', async () => {
    await cache.set('a', '1', 60);
    below.state = 'hanging';
    const many = Array.from({ length: 50 }, () => cache.get('a'));
    below.state = 'failing';
    below.release();
    await Promise.all(many);
    below.state = 'well';
    host.nowMs += 100;
    expect(await cache.get('a')).toBe('1');
    expect(host.lines).toHaveLength(2);
  });

  it('takes no answer to an older question for the end of an outage', async () => {
    await cache.set('a', '1', 60);
    below.state = 'hanging';
    const old = cache.get('a');
    below.state = 'failing';
    await cache.get('a');
    below.state = 'well';
    below.release();
    expect(await old).toBe('1');
    expect(await cache.get('a')).toBeUndefined();
    expect(host.lines).toHaveLength(1);
  });

  it('takes no older failure for a new outage', async () => {
    await cache.set('a', '1', 60);
    below.state = 'hanging';
    const old = cache.get('a');
    below.state = 'failing';
    await cache.get('a');
    below.state = 'well';
    await cache.delete('b');
    below.state = 'failing';
    below.release();
    expect(await old).toBeUndefined();
    below.state = 'well';
    expect(await cache.get('a')).toBe('1');
    expect(host.lines).toHaveLength(2);
  });

  it('lets a bounded number wait for a cache that hangs: the others miss at once', async () => {
    below.state = 'hanging';
    const waiting = Array.from({ length: 1_100 }, () => cache.get('a'));
    expect(below.asked).toHaveLength(1_000);
    await Promise.all(waiting.slice(1_000));
    below.state = 'well';
    below.release();
    await Promise.all(waiting);
    below.asked = [];
    await cache.get('a');
    expect(below.asked).toEqual(['get']);
  });

  it('never gives a value that was not set, and works again whenever the cache does', async () => {
    const step = fc.constantFrom('get', 'set', 'delete', 'fail', 'recover', 'pass');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const own = new HandHost();
        const unreliable = new Unreliable(new MemoryCache(own.clock));
        const cautious = new CautiousCache(unreliable, own);
        let value = 0;
        for (const action of steps) {
          if (action === 'get') expect(Number((await cautious.get('a')) ?? 0)).toBeLessThanOrEqual(value);
          else if (action === 'set') await cautious.set('a', String(++value), 60);
          else if (action === 'delete') await cautious.delete('a');
          else if (action === 'pass') own.nowMs += 1_000;
          else unreliable.state = action === 'fail' ? 'failing' : 'well';
        }
        unreliable.state = 'well';
        own.nowMs += 5_000;
        await cautious.set('a', 'last', 60);
        expect(await cautious.get('a')).toBe('last');
        const begun = own.lines.filter((line) => line.startsWith('warn')).length;
        expect(own.lines.filter((line) => line.startsWith('info'))).toHaveLength(begun);
      }),
    );
  });

  it('closes the cache below', async () => {
    await cache.set('a', '1', 60);
    await cache.close();
    expect(await below.get('a')).toBeUndefined();
  });
});
