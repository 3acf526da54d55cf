import { expect, it } from 'vitest';
import { formatByteSize } from './byteSize.ts';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1.00 kB'],
  [9_994, '9.99 kB'],
  [9_995, '10.0 kB'],
  [99_949, '99.9 kB'],
  [99_950, '100 kB'],
  [999_499, '999 kB'],
  [999_500, '1.00 MB'],
  [2 ** 31, '2.15 GB'],
  [Number.MAX_SAFE_INTEGER, '9.01 PB'],
])('shows %i bytes as %s', (bytes, text) => {
  expect(formatByteSize(bytes)).toBe(text);
});
