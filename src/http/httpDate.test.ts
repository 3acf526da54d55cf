import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHttpDate, parseHttpDate } from './httpDate.ts';

const NOW_MS = Date.UTC(2024, 4, 12);
const EXAMPLE = 784_111_777;

describe('HTTP dates', () => {
  it('are written in the one form that is to be sent', () => {
    expect(formatHttpDate(EXAMPLE * 1000)).toBe('Sun, 06 Nov 1994 08:49:37 GMT');
  });

  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    'are understood in every form: %s',
    (text) => {
      expect(parseHttpDate(text, NOW_MS)).toBe(EXAMPLE);
    },
  );

  it('come back as they were sent, to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000_000, max: 200_000_000_000 }), (seconds) => {
        expect(parseHttpDate(formatHttpDate(seconds * 1000), NOW_MS)).toBe(seconds);
      }),
    );
  });

  it('with a year of two digits lie at most fifty years ahead', () => {
    expect(parseHttpDate('Sunday, 06-Nov-74 08:49:37 GMT', NOW_MS)).toBe(Date.UTC(2074, 10, 6, 8, 49, 37) / 1000);
    expect(parseHttpDate('Sunday, 06-Nov-75 08:49:37 GMT', NOW_MS)).toBe(Date.UTC(1975, 10, 6, 8, 49, 37) / 1000);
  });

  it.each([
    '',
    'yesterday',
    '784111777',
    '1994-11-06T08:49:37Z',
    'Sun, 06 Nov 1994 08:49:37 CET',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 31 Feb 2024 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:60:00 GMT',
    'Sun, 06 Nov 0094 08:49:37 GMT',
    'Sun Nov 6 08:49:37 1994',
    'xSun, 06 Nov 1994 08:49:37 GMT',
  ])('are not read out of %j', (text) => {
    expect(parseHttpDate(text, NOW_MS)).toBeUndefined();
  });

  it('are never read out of noise with an error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseHttpDate(text, NOW_MS);
      }),
    );
  });
});
