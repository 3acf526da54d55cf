import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCtime, parseCtime } from './ctime.ts';

const HOUR_MS = 3_600_000;

// Spec: WIRE-GROUPS-TEXT
describe('a time as ctime writes it', () => {
  it.each([
    [0, 0, 'Thu Jan  1 00:00:00 1970'],
    [0, 741476948, 'Wed Jun 30 21:49:08 1993'],
    [0, 1713972214, 'Wed Apr 24 15:23:34 2024'],
    [8, 1713972214, 'Wed Apr 24 23:23:34 2024'],
    [-4, 1713972214, 'Wed Apr 24 11:23:34 2024'],
    [8, 1735660800, 'Wed Jan  1 00:00:00 2025'],
    [0, -1, 'Wed Dec 31 23:59:59 1969'],
  ])('%i hours ahead of UTC: %i is %s', (hours, seconds, text) => {
    expect(formatCtime(seconds, () => hours * HOUR_MS)).toBe(text);
  });

  it('asks for the offset of that very moment', () => {
    const asked: number[] = [];
    formatCtime(1713972214, (wallMs) => asked.push(wallMs));
    expect(asked).toEqual([1713972214000]);
  });

  it('is the number where no date can hold it', () => {
    expect(formatCtime(9e15, () => 0)).toBe('9000000000000000');
  });

  it('is read back as the moment it was, in winter and in summer', () => {
    /** An hour more from the last Sunday of March to that of October 2024, as in Berlin. */
    const berlin = (wallMs: number): number => (wallMs >= 1711846800000 && wallMs < 1729990800000 ? 2 : 1) * HOUR_MS;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        const [inLondon, inBerlin] = [() => 0, berlin].map((offset) =>
          parseCtime(formatCtime(seconds, offset), offset),
        );
        expect(inLondon).toBe(seconds);
        const isTwofold = Math.abs(seconds - 1729990800) <= 3600;
        if (!isTwofold) expect(inBerlin).toBe(seconds);
      }),
      { examples: [[1711846799], [1711846800], [1729987199], [1729994401]] },
    );
  });

  it.each(['', '9000000000000000', 'yesterday', 'Wed Foo 30 21:49:08 1993', 'Wed Jun 30 21:49 1993'])(
    'is not read out of %j',
    (text) => {
      expect(parseCtime(text, () => 0)).toBeUndefined();
    },
  );
});
