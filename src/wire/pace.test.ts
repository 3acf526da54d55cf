import { expect, test } from 'vitest';
import { World } from '../../sim/world.ts';
import { Pace } from './pace.ts';

const PIECE = 64 * 1024;

// Spec: CONN-FAIR
test('all who share a pace get on together, no faster than it allows, and none of them at the cost of others', async () => {
  const world = new World(3);
  const host = world.host('daemon');
  await world.run(async () => {
    const pace = new Pace(host, PIECE);
    const passed = [0, 0, 0, 0, 0];
    const startMs = world.nowMs;
    const share = async (at: number): Promise<void> => {
      for (let piece = 0; piece < 100; piece++) {
        await pace.passed(PIECE);
        passed[at] = piece;
        expect(Math.max(...passed) - Math.min(...passed)).toBeLessThanOrEqual(2);
      }
    };
    await Promise.all(passed.map((_, at) => share(at)));
    expect(world.nowMs - startMs).toBeGreaterThan(480);
    expect(world.nowMs - startMs).toBeLessThan(520);
  });
});

test('nobody waits whose connection is gone', async () => {
  const world = new World(3);
  const host = world.host('daemon');
  await world.run(async () => {
    const pace = new Pace(host, 1);
    await pace.passed(60_000);
    const gone = new AbortController();
    const waiting = pace.passed(1, gone.signal);
    gone.abort();
    await waiting;
    expect(world.nowMs).toBeLessThan(1);
    expect(host.pendingTimers).toBe(0);
  });
});
