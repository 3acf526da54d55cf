import { expect, test } from 'vitest';
import { Seldom } from './seldom.ts';

test('what happens often is told once in an interval, with how often it happened', () => {
  let nowMs = 100;
  const seldom = new Seldom({ monotonicMs: () => nowMs, wallMs: () => 0, utcOffsetMs: () => 0 }, 1_000);
  const told: number[] = [];
  const happen = (): void => seldom.happened((times) => told.push(times));
  happen();
  for (let count = 0; count < 10; count++) happen();
  nowMs += 999;
  happen();
  expect(told).toEqual([1]);
  nowMs += 1;
  happen();
  expect(told).toEqual([1, 12]);
});
