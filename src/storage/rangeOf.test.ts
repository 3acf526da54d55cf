import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INT64_MAX } from '../protocol/int64.ts';
import { TnvError } from '../protocol/tnvError.ts';
import { rangeOf } from './rangeOf.ts';

const int64 = fc.oneof(
  fc.bigInt({ min: -3n, max: 40n }),
  fc.bigInt({ min: -(2n ** 63n), max: INT64_MAX }),
  fc.constantFrom(INT64_MAX, -(2n ** 63n), INT64_MAX - 1n),
);

describe('the range of a download', () => {
  // Spec: DOWNLOAD-RANGE
  it('names exactly the bytes that a list of all bytes has there, or is refused with 416', () => {
    fc.assert(
      fc.property(int64, int64, fc.integer({ min: 0, max: 30 }), (offset, size, fileSize) => {
        const all = Array.from({ length: fileSize }, (_, at) => BigInt(at));
        const wanted = all.filter((at) => at >= offset && (size === 0n || at < offset + size));
        const fits =
          offset >= 0n && size >= 0n && offset <= fileSize && (size === 0n || BigInt(wanted.length) === size);
        if (!fits) {
          expect(() => rangeOf(offset, size, fileSize)).toThrow(TnvError);
          expect(() => rangeOf(offset, size, fileSize)).toThrow(expect.objectContaining({ errorNumber: 416 }));
          return;
        }
        const { start, length } = rangeOf(offset, size, fileSize);
        expect(all.slice(start, start + length)).toEqual(wanted);
      }),
      { numRuns: 2_000 },
    );
  });

  // Spec: DOWNLOAD-RANGE
  it('is empty at the end of the file when everything up to the end is wanted', () => {
    expect(rangeOf(7n, 0n, 7)).toEqual({ start: 7, length: 0 });
    expect(rangeOf(0n, 0n, 0)).toEqual({ start: 0, length: 0 });
    expect(() => rangeOf(7n, 1n, 7)).toThrow(expect.objectContaining({ errorNumber: 416 }));
    expect(() => rangeOf(8n, 0n, 7)).toThrow(expect.objectContaining({ errorNumber: 416 }));
  });
});
