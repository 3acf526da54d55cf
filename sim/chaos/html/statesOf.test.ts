import { expect, it } from 'vitest';
import type { Mark } from '../history.ts';
import { statesOf } from './statesOf.ts';

function change(atMs: number, text: string): Mark {
  return { atMs, lane: 'g1s1', kind: 'state', text };
}

function pause(atMs: number, untilMs: number, lane = 'g1s1'): Mark {
  return { atMs, untilMs, lane, kind: 'fault', text: 'pause' };
}

it('a machine is down, starting, serving, or stands still', () => {
  const changes = [change(0, 'starts'), change(10, 'started'), change(100, 'crashed'), change(150, 'starts')];
  const spans = statesOf(changes, [pause(20, 30), pause(50, 80, 'g1s2'), pause(90, 140)], 200);
  expect(spans.map(({ atMs, untilMs, state, text }) => [atMs, untilMs, state, text])).toEqual([
    [0, 10, 'starting', 'starting'],
    [10, 20, 'up', 'serving'],
    [20, 30, 'paused', 'stands still'],
    [30, 90, 'up', 'serving'],
    [90, 100, 'paused', 'stands still'],
    [100, 150, 'down', 'crashed'],
    [150, 200, 'starting', 'starting'],
  ]);
});
