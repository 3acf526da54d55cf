import { afterEach, describe, expect, it } from 'vitest';
import { formatCtime } from './ctime.ts';

const zone = process.env.TZ;

afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

// Spec: WIRE-GROUPS-TEXT
describe('a time as ctime writes it', () => {
  it.each([
    ['UTC', 0, 'Thu Jan  1 00:00:00 1970'],
    ['UTC', 741476948, 'Wed Jun 30 21:49:08 1993'],
    ['UTC', 1713972214, 'Wed Apr 24 15:23:34 2024'],
    ['Asia/Shanghai', 1713972214, 'Wed Apr 24 23:23:34 2024'],
    ['America/New_York', 1713972214, 'Wed Apr 24 11:23:34 2024'],
    ['UTC', -1, 'Wed Dec 31 23:59:59 1969'],
  ])('in %s: %i is %s', (timeZone, seconds, text) => {
    process.env.TZ = timeZone;
    expect(formatCtime(seconds)).toBe(text);
  });

  it('is the number where no date can hold it', () => {
    expect(formatCtime(9e15)).toBe('9000000000000000');
  });
});
