import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimIdStore } from '../../sim/database/simIdStore.ts';
import { World } from '../../sim/world.ts';
import { ailingStore, healthy } from '../../test/database/faults.ts';
import type { IdStore } from '../store/idStore.ts';
import { IdBlocks } from './idBlocks.ts';

const CONFIG = { maxStep: 10, keysMax: 100 };
const host = new World(0).host('id1');

/** The next `count` ids, one after another. */
async function take(blocks: IdBlocks, key: string, count: number): Promise<bigint[]> {
  const ids: bigint[] = [];
  while (ids.length < count) ids.push(await blocks.next(key));
  return ids;
}

function range(first: number, end: number): bigint[] {
  return Array.from({ length: end - first }, (_, index) => BigInt(first + index));
}

describe('the ids of a key', () => {
  // Spec: ID-FIRST
  it('are 0, 1, 2 and so on for a fresh key, across blocks, for each key by itself', async () => {
    const blocks = new IdBlocks(new SimIdStore(), CONFIG, host);
    expect(await take(blocks, '../data', 25)).toEqual(range(0, 25));
    expect(await take(blocks, '../data2', 3)).toEqual(range(0, 3));
    expect(await take(blocks, '../data', 3)).toEqual(range(25, 28));
  });

  it('come without a promise while the block in memory lasts', async () => {
    const blocks = new IdBlocks(new SimIdStore(), CONFIG, host);
    expect(blocks.next('k')).toBeInstanceOf(Promise);
    await take(blocks, 'k', 1);
    expect(Array.from({ length: 8 }, () => blocks.next('k'))).toEqual(range(2, 10));
    expect(blocks.next('k')).toBeInstanceOf(Promise);
  });

  // Spec: ID-UNIQUE
  it('are unique for a thousand who ask at the end of a block, with one step in the database at a time', async () => {
    const world = new World(1);
    const ailment = { ...healthy(), latencyMaxMs: 5 };
    let running = 0;
    let most = 0;
    const store = ailingStore(new SimIdStore(), ailment, world);
    const counting: IdStore = {
      async takeBlock(...args) {
        most = Math.max(most, ++running);
        const block = await store.takeBlock(...args);
        running -= 1;
        return block;
      },
      ping: () => store.ping(),
      close: () => store.close(),
    };
    const blocks = new IdBlocks(counting, CONFIG, host);
    await world.run(async () => {
      await take(blocks, 'k', 10);
      ailment.calls = 0;
      const ids = await Promise.all(Array.from({ length: 1000 }, async () => blocks.next('k')));
      expect(ids).toEqual(range(10, 1010));
      expect(most).toBe(1);
      expect(ailment.calls).toBe(100);
    });
  });

  // Spec: ID-UNIQUE, ID-SKIP, DB-UNKNOWN
  it('skip the block whose answer was lost, and are never repeated', async () => {
    const world = new World(2);
    const ailment = healthy();
    const blocks = new IdBlocks(ailingStore(new SimIdStore(), ailment, world), CONFIG, host);
    const ids: bigint[] = [];
    let refused = 0;
    for (let count = 0; count < 3000; count++) {
      ailment.losesAnswers = world.prng.chance(0.3);
      try {
        ids.push(await blocks.next('k'));
      } catch (error) {
        expect(error).toMatchObject({ name: 'StoreError', outcome: 'unknown' });
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(10);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(ids.toSorted((a, b) => Number(a - b)));
  });

  it('are asked for again at once when an answer was lost, three times at most', async () => {
    const ailment = { ...healthy(), losesAnswers: true };
    const blocks = new IdBlocks(ailingStore(new SimIdStore(), ailment, new World(1)), CONFIG, host);
    await expect(blocks.next('k')).rejects.toMatchObject({ outcome: 'unknown' });
    expect(ailment.calls).toBe(3);
    ailment.losesAnswers = false;
    expect(Number(await blocks.next('k')) % 10).toBe(0);
  });

  // Spec: ID-UNAVAILABLE
  it('cannot be had while the database is down, for nobody who waits, and are there when it is back', async () => {
    const ailment = healthy();
    const blocks = new IdBlocks(ailingStore(new SimIdStore(), ailment, new World(1)), CONFIG, host);
    await take(blocks, 'k', 9);
    ailment.down = true;
    ailment.calls = 0;
    expect(await blocks.next('k')).toBe(9n);
    const waiting = await Promise.allSettled(Array.from({ length: 50 }, async () => blocks.next('k')));
    expect(new Set(waiting.map((result) => result.status))).toEqual(new Set(['rejected']));
    expect(ailment.calls).toBe(1);
    ailment.down = false;
    expect(await take(blocks, 'k', 2)).toEqual([10n, 11n]);
  });

  // Spec: ID-FORWARD
  it('go on above the highest one seen when the database goes back in time', async () => {
    let store = new SimIdStore();
    const later: IdStore = {
      takeBlock: (...args) => store.takeBlock(...args),
      ping: () => store.ping(),
      close: () => store.close(),
    };
    const blocks = new IdBlocks(later, CONFIG, host);
    expect(await take(blocks, 'k', 35)).toEqual(range(0, 35));
    store = new SimIdStore();
    await store.takeBlock('k', 20, 0n);
    expect(await take(blocks, 'k', 20)).toEqual(range(35, 55));
  });

  it('are refused when a database gives a block that was given before', async () => {
    const repeating: IdStore = {
      takeBlock: async () => ({ first: 0n, end: 10n }),
      ping: async () => {},
      close: async () => {},
    };
    const blocks = new IdBlocks(repeating, CONFIG, host);
    await take(blocks, 'k', 10);
    await expect(blocks.next('k')).rejects.toThrow('the database gave ids 0 to 10 of key "k" below 10');
  });

  // Spec: ID-EXHAUSTED
  it('end with 507 below 2^63', async () => {
    const store = new SimIdStore();
    await store.takeBlock('k', 1, 2n ** 63n - 13n);
    const blocks = new IdBlocks(store, CONFIG, host);
    expect(await take(blocks, 'k', 10)).toEqual(
      Array.from({ length: 10 }, (_, index) => 2n ** 63n - 12n + BigInt(index)),
    );
    for (let count = 0; count < 2; count++) {
      await expect(blocks.next('k')).rejects.toMatchObject({ name: 'TnvError', errorNumber: 507 });
    }
    expect(await blocks.next('other')).toBe(0n);
  });
});

describe('the keys in memory', () => {
  it('are bounded: the one used longest ago is forgotten, its ids are skipped, never repeated', async () => {
    const blocks = new IdBlocks(new SimIdStore(), { maxStep: 10, keysMax: 2 }, host);
    await take(blocks, 'a', 3);
    await take(blocks, 'b', 3);
    await take(blocks, 'a', 1);
    await take(blocks, 'c', 1);
    expect(blocks.next('a')).toBe(4n);
    expect(await blocks.next('b')).toBe(10n);
    expect(await blocks.next('c')).toBe(10n);
  });

  it('are not forgotten while somebody waits for them: further keys are refused with 503', async () => {
    const world = new World(1);
    const ailment = { ...healthy(), latencyMaxMs: 100 };
    const blocks = new IdBlocks(ailingStore(new SimIdStore(), ailment, world), { maxStep: 10, keysMax: 2 }, host);
    await world.run(async () => {
      const waiting = Promise.all([blocks.next('a'), blocks.next('b')]);
      expect(() => blocks.next('c')).toThrow(expect.objectContaining({ name: 'TnvError', errorNumber: 503 }));
      expect(await waiting).toEqual([0n, 0n]);
      expect(await blocks.next('c')).toBe(0n);
    });
  });
});

describe('whatever happens to id servers and their database', () => {
  interface Server {
    blocks: IdBlocks;
  }

  // Spec: ID-UNIQUE, ID-BLOCKS
  it('no id is handed out twice for its key', () => {
    const step = fc.oneof(
      {
        weight: 20,
        arbitrary: fc.record({ kind: fc.constant('ask' as const), count: fc.integer({ min: 1, max: 30 }) }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constantFrom('well' as const, 'down' as const, 'loses answers' as const) }),
      },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40 }) }) },
    );
    const which = fc.record({ server: fc.integer({ min: 0, max: 1 }), key: fc.constantFrom('a', 'b', 'c') });
    const schedule = fc.array(fc.tuple(which, step), { maxLength: 80 });
    return fc.assert(
      fc.asyncProperty(fc.nat(), schedule, fc.integer({ min: 1, max: 3 }), async (seed, steps, keysMax) => {
        const world = new World(seed);
        const ailment = { ...healthy(), latencyMaxMs: 10 };
        const store = ailingStore(new SimIdStore(), ailment, world);
        const start = (): Server => ({ blocks: new IdBlocks(store, { maxStep: 10, keysMax }, host) });
        const servers = [start(), start()];
        const given = new Map<string, bigint[]>();
        const ask = async (server: Server, key: string): Promise<void> => {
          try {
            const id = await server.blocks.next(key);
            // The answers of a crashed server reach nobody.
            if (!servers.includes(server)) return;
            given.set(key, [...(given.get(key) ?? []), id]);
          } catch (error) {
            expect((error as Error).name).toMatch(/^(StoreError|TnvError)$/);
          }
        };
        await world.run(async () => {
          const asked: Promise<void>[] = [];
          for (const [{ server: index, key }, what] of steps) {
            const server = servers[index] ?? start();
            if (what.kind === 'ask') for (let n = 0; n < what.count; n++) asked.push(ask(server, key));
            else if (what.kind === 'crash') servers[index] = start();
            else if (what.kind === 'wait') await world.sleep(what.ms);
            else {
              ailment.down = what.kind === 'down';
              ailment.losesAnswers = what.kind === 'loses answers';
            }
          }
          await Promise.all(asked);
        });
        for (const ids of given.values()) expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 200 },
    );
  });
});
