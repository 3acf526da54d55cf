import { describe, expect, it } from 'vitest';
import { decodeHead, encodeHead, writeHead } from './head.ts';

// Spec: WIRE-HEAD
describe('a head', () => {
  it('has the length first, then command and status, all big-endian', () => {
    const head = { bodyLength: 0x0102030405060708n, command: 0xfe, status: -3 };
    expect(encodeHead(head).toString('hex')).toBe('0102030405060708fefd');
  });

  it('may claim a negative length: whoever knows the command judges it', () => {
    expect(decodeHead(Buffer.from('ffffffffffffffff0a80', 'hex'))).toEqual({
      bodyLength: -1n,
      command: 10,
      status: -128,
    });
  });

  it('is written where it is told to', () => {
    const packet = Buffer.alloc(13);
    writeHead(packet, { bodyLength: 1n, command: 2, status: 3 }, 2);
    expect(packet.toString('hex')).toBe('00000000000000000001020300');
  });

  it.each([0, 9, 11])('is refused when it has %i bytes', (size) => {
    const message = `a head has 10 bytes, not ${size}`;
    expect(() => decodeHead(Buffer.alloc(size))).toThrow(expect.objectContaining({ errorNumber: 400, message }));
  });
});
