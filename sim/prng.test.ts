import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Prng } from './prng.ts';

const draws = (prng: Prng, count: number): number[] => Array.from({ length: count }, () => prng.next());

test('the same seed gives the same draws, another seed others', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (seed) => {
      expect(draws(new Prng(seed), 20)).toEqual(draws(new Prng(seed), 20));
      expect(draws(new Prng(seed), 4)).not.toEqual(draws(new Prng(seed ^ 1), 4));
    }),
  );
});

test('every draw keeps to its range', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.nat(1000), (seed, bound, extra) => {
      const prng = new Prng(seed);
      for (let round = 0; round < 20; round++) {
        const below = prng.below(bound);
        expect(Number.isInteger(below) && below >= 0 && below < bound).toBe(true);
        const between = prng.between(bound, bound + extra);
        expect(between >= bound && between <= bound + extra).toBe(true);
        const within = prng.within(1, 1 + extra);
        expect(within >= 1 && within <= 1 + extra).toBe(true);
        const magnitude = prng.magnitude(1, 1 + extra);
        expect(magnitude >= 1 && magnitude <= 1 + extra).toBe(true);
      }
    }),
  );
});

test('small integers come about equally often', () => {
  const prng = new Prng(42);
  const drawn = Array.from({ length: 100_000 }, () => prng.below(10));
  for (let value = 0; value < 10; value++) {
    expect(Math.abs(drawn.filter((other) => other === value).length - 10_000)).toBeLessThan(500);
  }
});

test('a chance of 0 never happens, one of 1 always, one of a quarter about each fourth time', () => {
  const prng = new Prng(5);
  const hits = (probability: number): number =>
    Array.from({ length: 10_000 }, () => prng.chance(probability)).filter(Boolean).length;
  expect(hits(0)).toBe(0);
  expect(hits(1)).toBe(10_000);
  expect(Math.abs(hits(0.25) - 2500)).toBeLessThan(300);
});

test('a fork goes its own way, whatever is drawn from its origin later', () => {
  const one = new Prng(9);
  const other = new Prng(9);
  const fork = one.fork();
  const same = other.fork();
  draws(one, 7);
  expect(draws(fork, 10)).toEqual(draws(same, 10));
  expect(draws(new Prng(9).fork(), 4)).not.toEqual(draws(new Prng(9), 4));
});
