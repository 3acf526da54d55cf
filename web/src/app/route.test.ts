import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRoute, parseSeed, type Route, routeHash, SEED_MAX } from './route.ts';

const places: fc.Arbitrary<Exclude<Route, { view: 'unknown' }>> = fc.oneof(
  fc.constant({ view: 'library' } as const),
  fc.constant({ view: 'cluster' } as const),
  fc.record({ view: fc.constant('play' as const), id: fc.string({ unit: 'grapheme', minLength: 1 }) }),
  fc.record({
    view: fc.constant('sim' as const),
    seed: fc.option(fc.integer({ min: 0, max: SEED_MAX })),
  }),
);

describe('an address', () => {
  it('leads back to the place it was made of', () => {
    fc.assert(
      fc.property(places, (place) => {
        expect(parseRoute(routeHash(place))).toEqual(place);
      }),
    );
  });

  it('is read whatever it is', () => {
    fc.assert(fc.property(fc.string(), (hash) => void parseRoute(`#${hash}`)));
  });

  it.each([
    ['', 'library'],
    ['#', 'library'],
    ['#/', 'library'],
    ['#/cluster', 'cluster'],
    ['#/cluster/x', 'unknown'],
    ['#/play/', 'unknown'],
    ['#/play/%', 'unknown'],
    ['#/play/a/b', 'unknown'],
    ['#/sim', 'sim'],
    ['#/sim/x', 'unknown'],
    ['#/nowhere', 'unknown'],
  ])('of "%s" leads to %s', (hash, view) => {
    expect(parseRoute(hash).view).toBe(view);
  });
});

// Spec: PAGE-SIM
it.each([
  ['0', 0],
  ['4294967295', SEED_MAX],
  ['4294967296', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  ['', undefined],
])('"%s" as a seed is %s', (text, seed) => {
  expect(parseSeed(text)).toBe(seed);
});
