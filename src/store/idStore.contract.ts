import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimIdStore } from '../../sim/database/simIdStore.ts';
import { type IdBlock, type IdStore, IdsUsedUp } from './idStore.ts';
import { anyText, closingStores, HOSTILE_TEXTS, longestTexts, type SharedDatabase } from './sharedDatabase.contract.ts';

const INT64_MAX = 2n ** 63n - 1n;

/** What every `IdStore` does. `fresh` makes a database without keys. */
export function describeIdStore(name: string, fresh: () => Promise<SharedDatabase<IdStore>>): void {
  describe(`an IdStore on ${name}`, () => {
    const open = closingStores();
    const openFresh = async (): Promise<IdStore> => open(await fresh());

    // Spec: ID-FIRST, ID-BLOCKS
    it('starts a new key at 0 and goes on where the last block ended', async () => {
      const store = await openFresh();
      expect(await store.takeBlock('../data', 100, 0n)).toEqual({ first: 0n, end: 100n });
      expect(await store.takeBlock('../data', 1, 0n)).toEqual({ first: 100n, end: 101n });
      expect(await store.takeBlock('../data', 10, 0n)).toEqual({ first: 101n, end: 111n });
    });

    it('goes on for every other store object', async () => {
      const database = await fresh();
      await (await open(database)).takeBlock('../data', 100, 0n);
      expect(await (await open(database)).takeBlock('../data', 100, 0n)).toEqual({ first: 100n, end: 200n });
    });

    it('counts for each key alone', async () => {
      const store = await openFresh();
      const keys = [...HOSTILE_TEXTS, ...longestTexts(64)];
      for (const [i, key] of keys.entries()) expect((await store.takeBlock(key, i + 1, 0n)).first).toBe(0n);
      for (const [i, key] of keys.entries()) expect((await store.takeBlock(key, 1, 0n)).first).toBe(BigInt(i + 1));
    });

    // Spec: ID-FORWARD
    it('gives no id below the floor', async () => {
      const store = await openFresh();
      expect(await store.takeBlock('new', 10, 500n)).toEqual({ first: 500n, end: 510n });
      expect(await store.takeBlock('new', 10, 400n)).toEqual({ first: 510n, end: 520n });
      expect(await store.takeBlock('new', 10, 520n)).toEqual({ first: 520n, end: 530n });
      expect(await store.takeBlock('new', 10, 1000n)).toEqual({ first: 1000n, end: 1010n });
    });

    it.each([2n ** 31n - 5n, 2n ** 32n - 5n, 2n ** 53n - 5n, 2n ** 53n + 1n, 2n ** 62n + 3n])(
      'counts exactly around %d',
      async (floor) => {
        const store = await openFresh();
        expect(await store.takeBlock('k', 10, floor)).toEqual({ first: floor, end: floor + 10n });
        expect(await store.takeBlock('k', 10, 0n)).toEqual({ first: floor + 10n, end: floor + 20n });
      },
    );

    // Spec: ID-EXHAUSTED
    it('ends at the largest int64', async () => {
      const store = await openFresh();
      await expect(store.takeBlock('k', 11, INT64_MAX - 10n)).rejects.toThrow(IdsUsedUp);
      expect(await store.takeBlock('k', 10, INT64_MAX - 20n)).toEqual({ first: INT64_MAX - 20n, end: INT64_MAX - 10n });
      await expect(store.takeBlock('k', 11, 0n)).rejects.toThrow(IdsUsedUp);
      expect(await store.takeBlock('k', 10, 0n)).toEqual({ first: INT64_MAX - 10n, end: INT64_MAX });
      await expect(store.takeBlock('k', 1, 0n)).rejects.toThrow(IdsUsedUp);
    });

    // Spec: ID-UNIQUE
    it('gives everybody other ids, also when a key is used for the first time by many at once', async () => {
      const database = await fresh();
      const stores = [await open(database), await open(database)];
      const taken = await Promise.all(
        Array.from({ length: 200 }, (_, i) => stores[i % 2]?.takeBlock('../data', (i % 7) + 1, 0n)),
      );
      const blocks = taken.filter((block) => block !== undefined).sort((a, b) => (a.first < b.first ? -1 : 1));
      let next = 0n;
      for (const block of blocks) {
        expect(block.first).toBe(next);
        next = block.end;
      }
      expect(next).toBe(Array.from({ length: 200 }, (_, i) => BigInt((i % 7) + 1)).reduce((a, b) => a + b));
    });

    it('does what a counter would do', async () => {
      const store = await openFresh();
      const model = new SimIdStore();
      const floor = fc.oneof(fc.bigInt(0n, 2000n), fc.bigInt(0n, 2n ** 40n), fc.bigInt(0n, 2n ** 60n));
      await fc.assert(
        fc.asyncProperty(anyText(64), fc.integer({ min: 1, max: 2 ** 31 }), floor, async (key, step, lowest) => {
          const ask = (one: IdStore): Promise<IdBlock> => one.takeBlock(key, step, lowest);
          expect(await ask(store)).toEqual(await ask(model));
        }),
        { numRuns: 300 },
      );
    });
  });
}
