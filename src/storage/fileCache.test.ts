import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileCacheKey, formatCachedFile, parseCachedFile } from './fileCache.ts';

describe('the cache entry of a file', () => {
  // Spec: CACHE-KEYS
  it('has the key and the value that deployed daemons use', () => {
    expect(fileCacheKey({ appid: 'tnvideo', userid: 'tnv001', fileid: 'f1' })).toBe('storage:uid:fid:tnv001:f1');
    expect(formatCachedFile({ size: 42, path: '../data/000/000/000/5F6E7AD2_000' })).toBe(
      '42;../data/000/000/000/5F6E7AD2_000',
    );
  });

  it('reads back what was written', () => {
    const files = fc.record({ size: fc.maxSafeNat(), path: fc.string({ minLength: 1 }) });
    fc.assert(
      fc.property(files, (file) => {
        expect(parseCachedFile(formatCachedFile(file))).toEqual(file);
      }),
    );
  });

  it.each(['', ';', '12', '12;', ';path', '-1;path', '1.5;path', ' 1;path', '99999999999999999999;path'])(
    'is not %j',
    (value) => {
      expect(parseCachedFile(value)).toBeUndefined();
    },
  );
});
