import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachment } from './disposition.ts';

const HEADER = /^attachment; filename="([^"]*)"(?:; filename\*=UTF-8''((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})*))?$/;

/** The name that a browser would save under. */
function nameIn(header: string): string | undefined {
  const [, plain, encoded] = HEADER.exec(header) ?? [];
  return encoded === undefined ? plain : decodeURIComponent(encoded);
}

describe('attachment', () => {
  it.each([
    ['a.mp4', 'attachment; filename="a.mp4"'],
    ['my film.mp4', 'attachment; filename="my film.mp4"'],
    ['über.mp4', `attachment; filename="_ber.mp4"; filename*=UTF-8''%C3%BCber.mp4`],
    ['影片.mp4', `attachment; filename="__.mp4"; filename*=UTF-8''%E5%BD%B1%E7%89%87.mp4`],
    [`it's (1)*.mp4`, `attachment; filename="it's (1)*.mp4"`],
    ['a"b.mp4', `attachment; filename="a_b.mp4"; filename*=UTF-8''a%22b.mp4`],
    ['100%41.mp4', `attachment; filename="100_41.mp4"; filename*=UTF-8''100%2541.mp4`],
    ['../../etc/passwd', 'attachment; filename=".._.._etc_passwd"'],
    ['a\\b\r\nSet-Cookie: x', 'attachment; filename="a_b__Set-Cookie: x"'],
    ['exe\u202egpj.txt', 'attachment; filename="exe_gpj.txt"'],
  ])('names %j', (name, header) => {
    expect(attachment(name)).toBe(header);
  });

  it('is one well-formed line for any name, and keeps what is harmless in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const harmless = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]/gu, '_');
        expect(nameIn(attachment(name))).toBe(harmless);
      }),
    );
  });

  it('is bounded, and well-formed for half a character', () => {
    expect(nameIn(attachment('x'.repeat(5000)))).toHaveLength(200);
    expect(attachment('\ud83d')).toMatch(HEADER);
  });
});
