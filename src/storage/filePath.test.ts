import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filePath, ID_SPACE, isFilePath, pathOfStagingName, stagingName, uploadSecondOf } from './filePath.ts';

const ids = fc.bigInt({ min: 0n, max: ID_SPACE - 1n });
const seconds = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });

describe('the path of a file', () => {
  // Spec: STORE-PATH
  it('is the one deployed systems make', () => {
    expect(filePath(0n, 0x5f6e7ad2)).toBe('000/000/000/5F6E7AD2_000');
    expect(filePath(1n, 0x5f6e7ad2)).toBe('000/000/000/5F6E7AD2_001');
    expect(filePath(512n, 0x5f6e7ad2)).toBe('000/000/001/5F6E7AD2_000');
    expect(filePath(ID_SPACE - 1n, 0x5f6e7ad2)).toBe('1FF/1FF/1FF/5F6E7AD2_1FF');
  });

  // Spec: STORE-PATH
  it('holds the id in base 512 and the time', () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 0, max: 2 ** 40 }), (id, time) => {
        const [a, b, c, t, d] = filePath(id, time).split(/[/_]/);
        const digit = (text: string | undefined): bigint => BigInt(`0x${text}`);
        expect(((digit(a) * 512n + digit(b)) * 512n + digit(c)) * 512n + digit(d)).toBe(id);
        expect(digit(t)).toBe(BigInt(time));
      }),
    );
  });

  // Spec: LIST-ENTRY
  it('tells the second of the upload, behind whatever store path, and 0 where it has another form', () => {
    fc.assert(
      fc.property(ids, seconds, (id, time) => {
        expect(uploadSecondOf(`../data/${filePath(id, time)}`)).toBe(BigInt(time));
        expect(uploadSecondOf(filePath(id, time))).toBe(BigInt(time));
      }),
    );
    for (const path of ['', 'p1', '../data/5F6E7AD2', '../data/5f6e7ad2_000', '../data/5F6E7AD2_0000']) {
      expect(uploadSecondOf(path)).toBe(0n);
    }
  });

  it('is known as one, and spelled by its staging name', () => {
    fc.assert(
      fc.property(ids, seconds, (id, time) => {
        const path = filePath(id, time);
        expect(isFilePath(path)).toBe(true);
        expect(stagingName(path)).not.toContain('/');
        expect(pathOfStagingName(stagingName(path))).toBe(path);
      }),
    );
  });

  it.each([
    '',
    '000/000/000',
    '../000/000/5F6E7AD2_000',
    '000/000/000/../../../../etc/passwd',
    '000/000/000/5F6E7AD2_000/',
    '/000/000/000/5F6E7AD2_000',
    '000/000/200/5F6E7AD2_000',
    '000/000/000/5f6e7ad2_000',
    '000/000/000/5F6E7AD2_000\n',
    '000//000/000/5F6E7AD2_000',
    '.tnv/storage1_23000/x',
  ])('is not %j', (path) => {
    expect(isFilePath(path)).toBe(false);
    expect(pathOfStagingName(stagingName(path))).toBeUndefined();
  });
});
