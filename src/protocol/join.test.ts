import { describe, expect, it } from 'vitest';
import { HEAD_SIZE } from './head.ts';
import { decodeJoinRequest, encodeJoinRequest } from './join.ts';

const REQUEST = {
  version: '1.0.0',
  group: 'group001',
  hostname: 'storage1',
  port: 65535,
  startTime: 1n,
  joinTime: -1n,
};

// Spec: WIRE-JOIN
describe('JOIN', () => {
  it('has its port at byte 153 of the body, unsigned', () => {
    const body = encodeJoinRequest(REQUEST).subarray(HEAD_SIZE);
    expect(body.length).toBe(171);
    expect(body.subarray(153, 155).toString('hex')).toBe('ffff');
    expect(decodeJoinRequest(body).port).toBe(65535);
  });

  it('names the dialect whose port has 4 bytes when it refuses it', () => {
    const message =
      'JOIN has a body of 171 bytes, not 173: this storage seems to send its port in 4 bytes instead of 2';
    expect(() => decodeJoinRequest(Buffer.alloc(173))).toThrow(expect.objectContaining({ errorNumber: 400, message }));
  });

  it.each([0, 170, 172])('is refused with a body of %i bytes', (size) => {
    const message = `JOIN has a body of 171 bytes, not ${size}`;
    expect(() => decodeJoinRequest(Buffer.alloc(size))).toThrow(expect.objectContaining({ errorNumber: 400, message }));
  });

  it('is refused when a text fills its field without a NUL', () => {
    const body = encodeJoinRequest({ ...REQUEST, group: 'x'.repeat(16) }).subarray(HEAD_SIZE);
    body.write('x', 7 + 16);
    const message = 'group has no NUL within its 17 bytes';
    expect(() => decodeJoinRequest(body)).toThrow(expect.objectContaining({ errorNumber: 400, message }));
  });
});
