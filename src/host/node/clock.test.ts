import { afterEach, expect, it } from 'vitest';
import { nodeClock } from './clock.ts';

const zone = process.env.TZ;

afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

it.each([
  ['UTC', '2024-04-24T15:23:34Z', 0],
  ['Asia/Shanghai', '2024-04-24T15:23:34Z', 8],
  ['America/New_York', '2024-04-24T15:23:34Z', -4],
  ['America/New_York', '2024-01-24T15:23:34Z', -5],
])('in %s local time is ahead of UTC, at %s, by %i hours', (timeZone, moment, hours) => {
  process.env.TZ = timeZone;
  expect(nodeClock.utcOffsetMs(Date.parse(moment)) / 3_600_000).toBeCloseTo(hours);
});
