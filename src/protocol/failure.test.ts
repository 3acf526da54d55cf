import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFailure, encodeFailure, FAILURE_BODY_MAX } from './failure.ts';
import { HEAD_SIZE } from './head.ts';

// Spec: WIRE-FAILURE
describe('a failure', () => {
  it('is read without a description', () => {
    expect(decodeFailure(Buffer.from('01f4', 'hex'))).toEqual({ errorNumber: 500, description: '' });
  });

  // Spec: ERR-ANY
  it('is read with a negative number', () => {
    expect(decodeFailure(Buffer.from('ffff00', 'hex'))).toEqual({ errorNumber: -1, description: '' });
  });

  it('is read up to the first NUL of its description', () => {
    expect(decodeFailure(Buffer.from('01946100ff62', 'hex')).description).toBe('a');
  });

  it('is made of any description: cut between characters, without NULs, never refused', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 2000 }),
      fc.string({ unit: 'binary', minLength: 300, maxLength: 600 }),
    );
    const broken = fc.tuple(text, text).map(([a, b]) => `${a}\0${b}\ud800`);
    fc.assert(
      fc.property(fc.oneof(text, broken), (description) => {
        const packet = encodeFailure(100, { errorNumber: 500, description });
        expect(packet.length).toBeLessThanOrEqual(HEAD_SIZE + FAILURE_BODY_MAX);
        const sent = description.toWellFormed().replaceAll('\0', ' ');
        const told = decodeFailure(packet.subarray(HEAD_SIZE)).description;
        expect(sent.startsWith(told)).toBe(true);
        if (told !== sent) expect(Buffer.byteLength(told)).toBeGreaterThan(1019);
      }),
    );
  });

  it.each([
    ['one byte', '01'],
    ['a description without its NUL', '019461'],
    ['more than 1026 bytes', `0194${'61'.repeat(1024)}00`],
  ])('is malformed with %s', (_what, hex) => {
    expect(() => decodeFailure(Buffer.from(hex, 'hex'))).toThrow(expect.objectContaining({ errorNumber: 400 }));
  });
});
