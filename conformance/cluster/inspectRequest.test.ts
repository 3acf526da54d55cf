import { describe, expect, it } from 'vitest';
import { encodeHead, encodeRequest } from '../wire/layout.ts';
import { inspectRequest } from './inspectRequest.ts';

const FILE = { appid: 'tnvideo', userid: 'tnv001', fileid: 'f1' };
const JOIN = { version: '1.0.0', group: 'group001', hostname: 'h', port: 23_000, startTime: 1n, joinTime: 2n };

/** The faults of a request, as `kind field`. */
function faults(raw: Buffer): string[] | undefined {
  return inspectRequest(raw)?.faults.map(({ kind, field }) => `${kind} ${field}`);
}

describe('a request that came to a played server', () => {
  it.each([
    ['SADDRS', encodeRequest('SADDRS', FILE)],
    ['GROUPS', encodeRequest('GROUPS')],
    ['DOWNLOAD', encodeRequest('DOWNLOAD', { ...FILE, offset: 3n, size: 4n })],
    ['UPLOAD', encodeRequest('UPLOAD', { ...FILE, size: 5n }, { length: 413 })],
    ['JOIN', encodeRequest('JOIN', JOIN)],
    ['ID_GET', encodeRequest('ID_GET', { key: '/data' })],
  ])('has no fault when it is an honest %s', (_name, raw) => {
    expect(faults(raw)).toEqual([]);
  });

  it('is read although its status, its padding, its length or its texts are wrong, and each is a fault', () => {
    expect(faults(encodeRequest('FILESIZE', FILE, { status: 1 }))).toEqual(['status status']);
    expect(faults(encodeRequest('FILESIZE', FILE, { pad: 7 }))?.every((fault) => fault.startsWith('padding'))).toBe(
      true,
    );
    expect(faults(encodeRequest('UPLOAD', { ...FILE, size: 5n }, { length: 412 }))).toEqual(['layout size']);
    const full = encodeRequest('FILESIZE', { ...FILE, appid: Buffer.alloc(16, 'a') });
    expect(faults(full)).toEqual(['layout appid']);
    expect(faults(encodeRequest('ID_GET', {}, { body: Buffer.from('/data') }))).toEqual(['layout key']);
  });

  it('says what it should have been', () => {
    const [fault] = inspectRequest(encodeRequest('FILESIZE', FILE, { pad: 7 }))?.faults ?? [];
    expect(fault?.expected).toEqual(encodeRequest('FILESIZE', FILE));
  });

  it('is known by its dialect: a JOIN with a port of 4 bytes', () => {
    const honest = encodeRequest('JOIN', JOIN);
    const raw = Buffer.concat([encodeHead(173, 10), honest.subarray(10, 163), Buffer.alloc(2), honest.subarray(163)]);
    const inspected = inspectRequest(raw);
    expect(inspected?.faults.map(({ dialect }) => dialect)).toEqual(['four-byte-port']);
    expect(inspected?.fields.port).toBe(23_000);
    expect(inspected?.fields.joinTime).toBe(2n);
  });

  it('makes no sense with an unknown command or another length', () => {
    expect(inspectRequest(encodeHead(0, 99))).toBeUndefined();
    expect(inspectRequest(Buffer.concat([encodeHead(399, 71), Buffer.alloc(399)]))).toBeUndefined();
  });
});
