import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Selection, selectRanges } from './range.ts';

/** A range as a viewer may write it. */
interface Spec {
  readonly first?: number;
  readonly last?: number;
}

const near = fc.nat({ max: 40 });
const spec: fc.Arbitrary<Spec> = fc.oneof(
  near.map((first) => ({ first })),
  near.map((last) => ({ last })),
  fc.tuple(near, near).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) })),
);

function write(specs: readonly Spec[], separator = ','): string {
  return `bytes=${specs.map(({ first, last }) => `${first ?? ''}-${last ?? ''}`).join(separator)}`;
}

/** The positions a range names, counted one by one. */
function positions({ first, last }: Spec, size: number): number[] {
  const all = Array.from({ length: size }, (_, position) => position);
  if (first === undefined) return all.filter((position) => position >= size - (last ?? 0));
  return all.filter((position) => position >= first && position <= (last ?? size));
}

function positionsOf(selection: Exclude<Selection, 'all' | 'none'>): number[] {
  return selection.flatMap(({ offset, size }) => Array.from({ length: size }, (_, index) => offset + index));
}

describe('selectRanges', () => {
  it.each([
    ['bytes=0-99', 1000, [{ offset: 0, size: 100 }]],
    ['bytes=0-0', 1000, [{ offset: 0, size: 1 }]],
    ['bytes=999-999', 1000, [{ offset: 999, size: 1 }]],
    ['bytes=900-', 1000, [{ offset: 900, size: 100 }]],
    ['bytes=-100', 1000, [{ offset: 900, size: 100 }]],
    ['bytes=-5000', 1000, [{ offset: 0, size: 1000 }]],
    ['bytes=990-2000', 1000, [{ offset: 990, size: 10 }]],
    ['BYTES=1-2', 1000, [{ offset: 1, size: 2 }]],
    [
      'bytes= 1-2\t, 5-6 ',
      1000,
      [
        { offset: 1, size: 2 },
        { offset: 5, size: 2 },
      ],
    ],
    ['bytes=,,1-2,,', 1000, [{ offset: 1, size: 2 }]],
    [
      'bytes=500-509,0-9',
      1000,
      [
        { offset: 500, size: 10 },
        { offset: 0, size: 10 },
      ],
    ],
    ['bytes=0-9,5-14', 1000, [{ offset: 0, size: 15 }]],
    [
      'bytes=5-9,100-,0-4',
      1000,
      [
        { offset: 0, size: 10 },
        { offset: 100, size: 900 },
      ],
    ],
    ['bytes=0-9,2000-', 1000, [{ offset: 0, size: 10 }]],
    ['bytes=0-99999999999999999999999999', 1000, [{ offset: 0, size: 1000 }]],
    ['bytes=-99999999999999999999999999', 1000, [{ offset: 0, size: 1000 }]],
  ])('takes %s of %i bytes', (header, size, expected) => {
    expect(selectRanges(header, size)).toEqual(expected);
  });

  it.each([
    ['a file that ends before', 'bytes=1000-', 1000],
    ['a number beyond all files', 'bytes=99999999999999999999999999-', 1000],
    ['a suffix of nothing', 'bytes=-0', 1000],
    ['several that all lie behind the end', 'bytes=1000-1001,2000-', 1000],
    ['any position of an empty file', 'bytes=0-', 0],
  ])('finds nothing for %s', (_what, header, size) => {
    expect(selectRanges(header, size)).toBe('none');
  });

  it.each([
    ['no header', undefined],
    ['another unit', 'seconds=0-9'],
    ['no list', 'bytes='],
    ['only commas', 'bytes=,,'],
    ['a lone dash', 'bytes=-'],
    ['the end before the start', 'bytes=9-0'],
    ['the end before the start, both huge', 'bytes=99999999999999999999999999-99999999999999999999999998'],
    ['one malformed range among good ones', 'bytes=0-1,x-y'],
    ['a sign', 'bytes=+1-2'],
    ['a space inside', 'bytes=1 -2'],
    ['a space before the equals sign', 'bytes =1-2'],
    ["another script's digits", 'bytes=١-٢'],
    ['a hexadecimal number', 'bytes=0x1-0x2'],
    ['more ranges than are served', `bytes=${Array.from({ length: 17 }, (_, i) => `${i * 10}-${i * 10}`).join(',')}`],
  ])('gives the whole file for %s', (_what, header) => {
    expect(selectRanges(header, 1000)).toBe('all');
  });

  it('serves as many ranges as it promises', () => {
    const header = `bytes=${Array.from({ length: 16 }, (_, i) => `${i * 10}-${i * 10}`).join(',')}`;
    expect(selectRanges(header, 1000)).toHaveLength(16);
  });

  it('gives the whole of an empty file for a suffix of it', () => {
    expect(selectRanges('bytes=-5', 0)).toBe('all');
  });

  it('gives exactly the bytes that were asked for, each once, whatever was asked', () => {
    const separators = fc.constantFrom(',', ', ', ' ,\t', ',,');
    fc.assert(
      fc.property(fc.array(spec, { minLength: 1, maxLength: 16 }), near, separators, (specs, size, separator) => {
        const asked = new Set(specs.flatMap((each) => positions(each, size)));
        const selection = selectRanges(write(specs, separator), size);
        if (asked.size === 0) {
          const suffixOfNothing = size === 0 && specs.some(({ first, last }) => first === undefined && last !== 0);
          expect(selection).toBe(suffixOfNothing ? 'all' : 'none');
        } else {
          expect(typeof selection).toBe('object');
          const given = typeof selection === 'object' ? positionsOf(selection) : [];
          expect(given.toSorted((a, b) => a - b)).toEqual([...asked].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('keeps the order in which separate ranges were asked for', () => {
    const offsets = fc.uniqueArray(fc.nat({ max: 30 }), { minLength: 1, maxLength: 16 });
    fc.assert(
      fc.property(offsets, (tens) => {
        const specs = tens.map((ten) => ({ first: ten * 10, last: ten * 10 + 4 }));
        expect(selectRanges(write(specs), 1000)).toEqual(tens.map((ten) => ({ offset: ten * 10, size: 5 })));
      }),
    );
  });

  it('makes something bounded of any header', () => {
    const noise = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('0', '9', '-', ',', ' ', '=', 'b') }));
    fc.assert(
      fc.property(noise, fc.boolean(), fc.nat(), (text, prefixed, size) => {
        const selection = selectRanges(prefixed ? `bytes=${text}` : text, size);
        if (typeof selection === 'string') return;
        expect(selection.length).toBeLessThanOrEqual(16);
        for (const range of selection) {
          expect(range.size).toBeGreaterThan(0);
          expect(range.offset).toBeGreaterThanOrEqual(0);
          expect(range.offset + range.size).toBeLessThanOrEqual(size);
        }
        expect(selection.reduce((sum, range) => sum + range.size, 0)).toBeLessThanOrEqual(size);
      }),
    );
  });
});
