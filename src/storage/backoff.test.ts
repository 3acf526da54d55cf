import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { World } from '../../sim/world.ts';
import { backoffMs, spreadMs } from './backoff.ts';

describe('a pause', () => {
  // Spec: STORAGE-BACKOFF
  it('doubles with every failure, up to the most', () => {
    const pauses = [0, 1, 2, 3, 4, 5, 1000].map((failures) => backoffMs(failures, 250, 5_000));
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  // Spec: STORAGE-SPREAD
  it('is spread from half of it to all of it', () => {
    const { random } = new World(1).host('storage');
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60_000, noNaN: true }), (pauseMs) => {
        const spread = spreadMs(random, pauseMs);
        expect(spread).toBeGreaterThanOrEqual(pauseMs / 2);
        expect(spread).toBeLessThanOrEqual(Math.ceil(pauseMs));
      }),
    );
    const seen = new Set(Array.from({ length: 200 }, () => spreadMs(random, 10)));
    expect([...seen].sort((a, b) => a - b)).toEqual([5, 6, 7, 8, 9, 10]);
  });
});
