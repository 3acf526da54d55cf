import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFileid, parseTarget } from './target.ts';

describe('parseTarget', () => {
  it.each([
    ['/', '/', ''],
    ['/files/a%20b?download', '/files/a%20b', ''],
    ['/files/a?download=b.mp4&x=?', '/files/a', 'b.mp4'],
    ['http://site.example:8080/files/a?download=c', '/files/a', 'c'],
    ['http://site.example', '/', null],
    ['*', '*', null],
  ])('takes %s apart', (target, path, download) => {
    const parsed = parseTarget(target);
    expect(parsed.path).toBe(path);
    expect(parsed.query.get('download')).toBe(target.includes('?') ? download : null);
  });

  it.each(['/files/ü', '/files/a b', '/files/\u0000'])('refuses %j', (target) => {
    expect(() => parseTarget(target)).toThrow(expect.objectContaining({ status: 400 }));
  });
});

describe('decodeFileid', () => {
  it('gives back any id that a file can have', () => {
    const fileid = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 127 })
      .filter((text) => !text.includes('\0') && Buffer.byteLength(text) <= 127);
    fc.assert(
      fc.property(fileid, (id) => {
        expect(decodeFileid(encodeURIComponent(id))).toBe(id);
      }),
    );
  });

  it.each([
    ['a lone percent sign', '%', 400],
    ['half a character', '%C3', 400],
    ['what is not UTF-8', '%FF', 400],
    ['no hexadecimal digits', '%zz', 400],
    ['nothing', '', 404],
    ['a further folder', 'a/b', 404],
    ['a NUL', 'a%00b', 404],
    ['128 bytes', 'x'.repeat(128), 404],
    ['128 bytes in fewer characters', encodeURIComponent('ü'.repeat(64)), 404],
  ])('refuses %s', (_what, segment, status) => {
    expect(() => decodeFileid(segment)).toThrow(expect.objectContaining({ status }));
  });

  it('takes an id with a slash in it when that is encoded', () => {
    expect(decodeFileid('a%2Fb')).toBe('a/b');
  });
});
