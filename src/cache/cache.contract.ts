import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cache } from './cache.ts';

/** A cache under test, empty at first, and a way to let time pass for it. */
export interface CacheUnderTest {
  readonly cache: Cache;
  /** Lets `seconds` pass, as far as the cache can tell. */
  pass(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** What every cache does. Spec: CACHE-ADVISORY. */
export function cacheContract(open: () => Promise<CacheUnderTest>): void {
  describe('as every cache', () => {
    let tested: CacheUnderTest;
    let cache: Cache;

    beforeAll(async () => {
      tested = await open();
      cache = tested.cache;
    });

    afterAll(async () => {
      await tested?.close();
    });

    it('misses what nobody has set', async () => {
      expect(await cache.get('nobody')).toBeUndefined();
    });

    it('gives back any text under any key', async () => {
      const text = fc.string({ unit: 'grapheme' });
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), text, async (key, value) => {
          await cache.set(key, value, 60);
          expect(await cache.get(key)).toBe(value);
        }),
      );
    });

    it('gives back a long text', async () => {
      const value = '长'.repeat(100_000);
      await cache.set('long', value, 60);
      expect(await cache.get('long')).toBe(value);
    });

    it('tells keys apart by their bytes', async () => {
      await cache.set('tracker:userid:Alice', '1', 60);
      for (const other of ['tracker:userid:alice', 'tracker:userid:Alice ', 'tracker:userid:Alic\u00e9']) {
        expect(await cache.get(other)).toBeUndefined();
      }
    });

    it('keeps a value for its time and no longer', async () => {
      await cache.set('short', 'a', 10);
      await cache.set('long-lived', 'b', 100);
      await tested.pass(9);
      expect(await cache.get('short')).toBe('a');
      await tested.pass(1);
      expect(await cache.get('short')).toBeUndefined();
      expect(await cache.get('long-lived')).toBe('b');
    });

    it('puts a new value and its time in the place of the old ones', async () => {
      await cache.set('again', 'old', 10);
      await cache.set('again', 'new', 100);
      await tested.pass(50);
      expect(await cache.get('again')).toBe('new');
      await cache.set('again', 'newest', 10);
      await tested.pass(20);
      expect(await cache.get('again')).toBeUndefined();
    });

    it('is not kept alive by being read', async () => {
      await cache.set('read', 'a', 10);
      await tested.pass(6);
      expect(await cache.get('read')).toBe('a');
      await tested.pass(6);
      expect(await cache.get('read')).toBeUndefined();
    });

    it('forgets what is deleted, and does not mind when there is nothing to delete', async () => {
      await cache.set('gone', 'a', 60);
      await cache.delete('gone');
      await cache.delete('gone');
      expect(await cache.get('gone')).toBeUndefined();
      await cache.set('gone', 'b', 60);
      expect(await cache.get('gone')).toBe('b');
    });

    it('answers each of many at once', async () => {
      const keys = Array.from({ length: 500 }, (_, index) => `many:${index}`);
      await Promise.all(keys.map((key) => cache.set(key, `value of ${key}`, 60)));
      expect(await Promise.all(keys.map((key) => cache.get(key)))).toEqual(keys.map((key) => `value of ${key}`));
    });
  });
}
