import { describe, expect, it } from 'vitest';
import { compareHex, hex } from './hex.ts';

describe('hex', () => {
  it('marks the bytes that differ, also where one of two is longer', () => {
    const [line] = compareHex(Buffer.from('abc'), Buffer.from('aXcd'));
    expect(line?.expected.map(({ differs }) => differs)).toEqual([false, true, false]);
    expect(line?.got.map(({ differs }) => differs)).toEqual([false, true, false, true]);
  });

  it('leaves out equal lines of what is long, and counts from where it begins', () => {
    const long = Buffer.alloc(1000);
    const other = Buffer.from(long);
    other[500] = 1;
    expect(compareHex(long, other).map(({ offset }) => offset)).toEqual([496]);
    expect(compareHex(Buffer.from('a'), Buffer.from('b'), 4096).map(({ offset }) => offset)).toEqual([4096]);
  });

  it('cuts what is long', () => {
    expect(hex(Buffer.from([0, 255]))).toBe('00 ff');
    expect(hex(Buffer.alloc(100), 2)).toBe('00 00 … (100 bytes)');
  });
});
