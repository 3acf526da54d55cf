import { describe, expect, it } from 'vitest';
import { rushForIds } from './idRush.ts';

describe('a hundred storages that ask for ids of one key at once', () => {
  // Spec: ID-UNIQUE, ID-BLOCKS
  it('get each id once, wait for one block together, and cost the database one step in a hundred', async () => {
    const databaseMs = 20;
    const { ids, blocks, waitsMs } = await rushForIds(100, 50, databaseMs);
    expect(new Set(ids).size).toBe(5_000);
    expect(blocks).toBe(50);
    // To wait for a second block is possible, for more it is not.
    expect(waitsMs.at(-1)).toBeLessThan(3 * databaseMs);
  });
});
