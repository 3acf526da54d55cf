import { describe, expect, it } from 'vitest';
import { decodeBody, decodeHead, encodeFailure, encodeReply, encodeRequest, LayoutError } from './layout.ts';
import { packet, REGISTRY } from './packets.ts';

describe('layouts', () => {
  it('put a JOIN down as 171 bytes behind its head', () => {
    const bytes = encodeRequest('JOIN', {
      version: '1.0.0',
      group: 'g',
      hostname: 'h',
      port: 0x59d8,
      startTime: 1,
      joinTime: 2,
    });
    expect(decodeHead(bytes)).toEqual({ bodyLength: 171n, command: 10, status: 0 });
    expect(bytes.subarray(10 + 153, 10 + 155).toString('hex')).toBe('59d8');
    const fields = decodeBody(packet('JOIN').fields, bytes.subarray(10));
    expect(fields).toEqual({ version: '1.0.0', group: 'g', hostname: 'h', port: 0x59d8, startTime: 1n, joinTime: 2n });
  });

  it('count the content of an UPLOAD, and may lie about it', () => {
    const content = Buffer.from('abc');
    const honest = encodeRequest('UPLOAD', { appid: 'a', userid: 'u', fileid: 'f' }, { content });
    expect(decodeHead(honest).bodyLength).toBe(411n);
    expect(decodeBody(packet('UPLOAD').fields, honest.subarray(10))).toMatchObject({ size: 3n, content });
    const lying = encodeRequest('UPLOAD', { size: -1 }, { content, length: 2n ** 63n - 1n });
    expect(decodeHead(lying).bodyLength).toBe(2n ** 63n - 1n);
  });

  it('stop at the first NUL of a text and ignore what follows it', () => {
    const bytes = encodeRequest('BEAT', { group: 'g', hostname: 'h' }, { pad: 0xff });
    expect(decodeBody(packet('BEAT').fields, bytes.subarray(10))).toEqual({ group: 'g', hostname: 'h' });
  });

  it('may fill a text to the brim, which is malformed', () => {
    const bytes = encodeRequest('BEAT', { group: Buffer.alloc(17, 'g'), hostname: 'h' });
    expect(() => decodeBody(packet('BEAT').fields, bytes.subarray(10))).toThrow(/group: has no NUL in its 17 bytes/);
    expect(() => encodeRequest('BEAT', { group: 'g'.repeat(17) })).toThrow(RangeError);
  });

  it.each([
    ['a body that is too short', Buffer.alloc(7)],
    ['a body that is too long', Buffer.alloc(9)],
  ])('refuse %s', (_, body) => {
    expect(() => decodeBody(packet('FILESIZE').reply.fields, body)).toThrow(LayoutError);
  });

  it('read a failure with and without a description', () => {
    const { fields } = REGISTRY.failure;
    expect(decodeBody(fields, encodeFailure('tracker', -1).subarray(10))).toEqual({ errorNumber: -1 });
    const described = encodeFailure('tracker', 404, '[h] no such file');
    expect(decodeBody(fields, described.subarray(10))).toEqual({ errorNumber: 404, description: '[h] no such file' });
    const long = Buffer.concat([Buffer.from([1, 0x94]), Buffer.alloc(1024, 'x'), Buffer.from([0])]);
    expect(() => decodeBody(fields, long)).toThrow(/at most 1024/);
  });

  it('hold a list of items, and no half one', () => {
    const files = [
      { fileid: 'b', size: 5n, uploaded: 1n, name: 'b.mp4', type: 'video/mp4' },
      { fileid: 'a', size: 0n, uploaded: 0n, name: '', type: '' },
    ];
    const { fields } = packet('LIST').reply;
    const body = encodeReply('LIST', { more: 1, files }).subarray(10);
    expect(body).toHaveLength(1 + 2 * 528);
    expect(decodeBody(fields, body)).toEqual({ more: 1, files });
    expect(decodeBody(fields, encodeReply('LIST').subarray(10))).toEqual({ more: 0, files: [] });
    expect(() => decodeBody(fields, body.subarray(0, -1))).toThrow(/files: has 1055 bytes, 528 are an item/);
  });

  it('know the success replies of all packets', () => {
    for (const { name, reply } of REGISTRY.packets) expect(decodeHead(encodeReply(name)).command).toBe(reply.command);
  });
});
