import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nodeTimers } from './timers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const DAY_MS = 24 * 60 * 60 * 1000;

test('a timer for longer than setTimeout can wait fires when it is due', () => {
  let fired = 0;
  nodeTimers.after(100 * DAY_MS, () => fired++);
  vi.advanceTimersByTime(100 * DAY_MS);
  expect(fired).toBe(0);
  vi.advanceTimersByTime(1);
  expect(fired).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('a timer for no time fires in the next turn, after what came meanwhile, and can be cancelled', () => {
  const fired: string[] = [];
  nodeTimers.after(0, () => fired.push('timer'));
  nodeTimers.after(0, () => fired.push('cancelled')).cancel();
  expect(fired).toEqual([]);
  vi.runAllTicks();
  expect(fired).toEqual([]);
  vi.runAllTimers();
  expect(fired).toEqual(['timer']);
});

test('a timer for longer than setTimeout can wait can be cancelled at any time', () => {
  for (const afterDays of [0, 30, 99]) {
    const timer = nodeTimers.after(100 * DAY_MS, () => expect.unreachable());
    vi.advanceTimersByTime(afterDays * DAY_MS);
    timer.cancel();
    expect(vi.getTimerCount()).toBe(0);
  }
});
