import { describe, expect, it } from 'vitest';
import { peak, StorageCrowd } from './crowd.ts';

const STORAGES = 1_000;
const HEART_BEAT_MS = 10_000;

describe('a thousand storages', () => {
  // Spec: TRACKER-RELEARN, STORAGE-SPREAD
  it.each([1_000, 30_000])(
    'whose tracker was away for %i ms are back within a heartbeat interval, not all at one moment, and the other tracker has them meanwhile',
    async (awayMs) => {
      const crowd = new StorageCrowd(1, STORAGES);
      await crowd.world.run(async () => {
        await crowd.start();
        const backMs = await crowd.restart(0, awayMs);
        await crowd.world.sleep(HEART_BEAT_MS);
        const joins = crowd.joinsAt(0);
        expect(joins).toHaveLength(STORAGES);
        expect(Math.max(...joins) - backMs).toBeLessThan(HEART_BEAT_MS);
        expect(peak(joins, 10)).toBeLessThan(STORAGES / 20);
        expect(crowd.joinsAt(1)).toHaveLength(STORAGES);
        expect(crowd.lostAt(1)).toBe(0);
        await crowd.stop();
      });
    },
  );
});

describe('the peak of some moments', () => {
  it('is the most that lie within the window', () => {
    expect(peak([], 10)).toBe(0);
    expect(peak([30, 0, 9, 10, 19, 31, 32], 10)).toBe(3);
    expect(peak([5, 5, 5, 5], 1)).toBe(4);
  });
});
