import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestKey } from './nearestKey.ts';

const word = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', '_') });

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['redis_addr', 'redis_addrs', 1],
    ['flaw', 'lawn', 2],
  ])('between %j and %j is %d', (from, to, edits) => {
    expect(editDistance(from, to)).toBe(edits);
  });

  it('is a distance: 0 only to itself, the same both ways, never shorter by a detour', () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });

  it('is at most one for each letter added', () => {
    fc.assert(fc.property(word, word, word, (a, b, c) => editDistance(a + c, a + b + c) <= b.length));
  });
});

describe('nearestKey', () => {
  it('finds what was meant', () => {
    const names = ['mysql_addrs', 'redis_addrs', 'redis_rw_timeout'];
    expect(nearestKey('rediss_addr', names)).toBe('redis_addrs');
    expect(nearestKey('mysqladdrs', names)).toBe('mysql_addrs');
    expect(nearestKey('x', ['a', 'b'])).toBe('a');
    expect(nearestKey('anything', [])).toBeUndefined();
  });
});
