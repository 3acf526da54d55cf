import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheContract } from '../cache.contract.ts';
import { MemoryCache } from './memoryCache.ts';

/** A clock that moves when it is told to. */
class HandClock {
  #nowMs = 1_000;

  monotonicMs(): number {
    return this.#nowMs;
  }

  pass(seconds: number): void {
    this.#nowMs += seconds * 1000;
  }
}

describe('MemoryCache', () => {
  cacheContract(async () => {
    const clock = new HandClock();
    const cache = new MemoryCache(clock);
    return { cache, pass: async (seconds) => clock.pass(seconds), close: () => cache.close() };
  });

  it('forgets the entry used longest ago when it is full', async () => {
    const cache = new MemoryCache(new HandClock(), 3);
    for (const key of ['a', 'b', 'c']) await cache.set(key, key, 60);
    await cache.get('a');
    await cache.set('b', 'b again', 60);
    await cache.set('d', 'd', 60);
    const kept = await Promise.all(['a', 'b', 'c', 'd'].map((key) => cache.get(key)));
    expect(kept).toEqual(['a', 'b again', undefined, 'd']);
  });

  it('never holds more than it may, whatever is done with it, and never forgets the last one used', async () => {
    const key = fc.integer({ min: 0, max: 9 }).map(String);
    const step = fc.tuple(fc.constantFrom('set', 'get', 'delete', 'pass'), key);
    await fc.assert(
      fc.asyncProperty(fc.array(step), fc.integer({ min: 1, max: 5 }), async (steps, entriesMax) => {
        const clock = new HandClock();
        const cache = new MemoryCache(clock, entriesMax);
        for (const [action, name] of steps) {
          if (action === 'set') {
            await cache.set(name, name, 10);
            expect(await cache.get(name)).toBe(name);
          } else if (action === 'get') await cache.get(name);
          else if (action === 'delete') await cache.delete(name);
          else clock.pass(4);
          expect(cache.size).toBeLessThanOrEqual(entriesMax);
        }
      }),
    );
  });

  it('drops an expired entry when it is asked for', async () => {
    const clock = new HandClock();
    const cache = new MemoryCache(clock);
    await cache.set('a', '1', 1);
    clock.pass(1);
    expect(cache.size).toBe(1);
    await cache.get('a');
    expect(cache.size).toBe(0);
  });

  it('keeps nothing after it was closed', async () => {
    const cache = new MemoryCache(new HandClock());
    await cache.set('a', '1', 60);
    await cache.close();
    expect(cache.size).toBe(0);
  });
});
