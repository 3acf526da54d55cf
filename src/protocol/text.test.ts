import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wireText } from '../../test/arbitraries/wireText.ts';
import { expectBodySize, readText, writeText } from './text.ts';

const width = fc.integer({ min: 1, max: 300 });
const malformedWith = (message: string): object =>
  expect.objectContaining({ name: 'TnvError', errorNumber: 400, message });

// Spec: WIRE-TEXT
describe('a text field', () => {
  it('gives back what was written into it, whatever it is and however full', () => {
    const fieldAndText = width.chain((size) => fc.tuple(fc.constant(size), wireText(size), fc.nat(20)));
    fc.assert(
      fc.property(fieldAndText, ([size, text, offset]) => {
        const bytes = Buffer.alloc(offset + size + 5);
        writeText(bytes, offset, size, 'field', text);
        expect(readText(bytes, offset, size, 'field')).toBe(text);
        expect(bytes.subarray(0, offset).every((byte) => byte === 0)).toBe(true);
        expect(bytes.subarray(offset + Buffer.byteLength(text)).every((byte) => byte === 0)).toBe(true);
      }),
    );
  });

  it('holds one byte less than its width, and says how much a longer text has', () => {
    const bytes = Buffer.alloc(16);
    writeText(bytes, 0, 16, 'appid', 'a'.repeat(15));
    expect(readText(bytes, 0, 16, 'appid')).toBe('a'.repeat(15));
    expect(() => writeText(bytes, 0, 16, 'appid', 'a'.repeat(16))).toThrow(
      malformedWith('appid has 16 bytes, at most 15 fit'),
    );
  });

  it('counts bytes, not characters', () => {
    const bytes = Buffer.alloc(16);
    writeText(bytes, 0, 16, 'userid', '张三李四五');
    expect(readText(bytes, 0, 16, 'userid')).toBe('张三李四五');
    expect(() => writeText(bytes, 0, 16, 'userid', '张三李四五六')).toThrow(
      malformedWith('userid has 18 bytes, at most 15 fit'),
    );
  });

  it('ignores whatever follows the first NUL', () => {
    fc.assert(
      fc.property(wireText(64), fc.uint8Array({ minLength: 64, maxLength: 64 }), (text, garbage) => {
        const bytes = Buffer.from(garbage);
        bytes.write(`${text}\0`);
        expect(readText(bytes, 0, 64, 'field')).toBe(text);
      }),
    );
  });

  it('is refused without a NUL within its width, though one follows right behind it', () => {
    expect(() => readText(Buffer.from('abcd\0'), 0, 4, 'group')).toThrow(
      malformedWith('group has no NUL within its 4 bytes'),
    );
  });

  it.each([
    ['a character cut in two', 'e5bc00'],
    ['a lone continuation byte', '8000'],
    ['an overlong form', 'c1a100'],
    ['half of a surrogate pair', 'eda08000'],
    ['a code point past the last one', 'f490808000'],
  ])('is refused when it is not UTF-8: %s', (_what, hex) => {
    const bytes = Buffer.from(hex, 'hex');
    expect(() => readText(bytes, 0, bytes.length, 'hostname')).toThrow(malformedWith('hostname is not valid UTF-8'));
  });

  it('takes a character of four bytes that ends exactly before the NUL', () => {
    const bytes = Buffer.from('61f09f8eac00', 'hex');
    expect(readText(bytes, 0, 6, 'field')).toBe('a🎬');
  });

  it('is not written with a NUL or half of a surrogate pair in it: neither would come back', () => {
    const bytes = Buffer.alloc(16);
    expect(() => writeText(bytes, 0, 16, 'fileid', 'a\0b')).toThrow(malformedWith('fileid contains a NUL'));
    expect(() => writeText(bytes, 0, 16, 'fileid', 'a\ud83c')).toThrow(
      malformedWith('fileid contains half of a surrogate pair'),
    );
  });
});

// Spec: WIRE-BODY-LENGTH
describe('a body', () => {
  it('is refused when it has another size than its packet', () => {
    expectBodySize(Buffer.alloc(146), 146, 'BEAT');
    expect(() => expectBodySize(Buffer.alloc(145), 146, 'BEAT')).toThrow(
      malformedWith('BEAT has a body of 146 bytes, not 145'),
    );
  });
});
