import { describe, expect, it } from 'vitest';
import { decodeSaddrsReply } from './saddrs.ts';

/** The body of a SADDRS reply with this list of addresses. */
function body(list: string): Buffer {
  return Buffer.concat([Buffer.from('group001'.padEnd(17, '\0')), Buffer.from(`${list}\0`)]);
}

// Spec: WIRE-SADDRS-REPLY
describe('a SADDRS reply', () => {
  it.each(['10.0.0.7:23000;10.0.0.8:23001;', '10.0.0.7:23000;10.0.0.8:23001'])('is read from %s', (list) => {
    expect(decodeSaddrsReply(body(list))).toEqual({
      group: 'group001',
      addresses: ['10.0.0.7:23000', '10.0.0.8:23001'],
    });
  });

  it('may name nobody, and IPv6 addresses in brackets', () => {
    expect(decodeSaddrsReply(body('')).addresses).toEqual([]);
    expect(decodeSaddrsReply(body('[fe80::1]:80;')).addresses).toEqual(['[fe80::1]:80']);
  });

  it('is read up to the first NUL of the list', () => {
    expect(decodeSaddrsReply(body('10.0.0.7:23000;\0garbage')).addresses).toEqual(['10.0.0.7:23000']);
  });

  it.each([
    'somewhere',
    '10.0.0.7',
    '10.0.0.7:0',
    '10.0.0.7:65536',
    '10.0.0.7:-1',
    ':23000',
    '10.0.0.7:23000;;10.0.0.8:23000',
    ' 10.0.0.7:23000',
    'evil.example:23000',
  ])('is malformed with the address list %j', (list) => {
    expect(() => decodeSaddrsReply(body(list))).toThrow(expect.objectContaining({ errorNumber: 400 }));
  });

  it('quotes no more than the beginning of a long address', () => {
    const read = (): unknown => decodeSaddrsReply(body(`\n${'x'.repeat(5000)}`));
    expect(read).toThrow(expect.objectContaining({ message: `"\\n${'x'.repeat(79)}…" is not an address ip:port` }));
  });

  it('is malformed without its list', () => {
    expect(() => decodeSaddrsReply(Buffer.alloc(17))).toThrow(
      expect.objectContaining({ message: 'a SADDRS reply has more than 17 bytes, not 17' }),
    );
  });
});
