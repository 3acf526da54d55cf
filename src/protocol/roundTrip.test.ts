import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beatRequest,
  describeRequest,
  downloadRequest,
  failure,
  fileAddress,
  int64,
  joinRequest,
  listReply,
  listRequest,
  saddrsReply,
  uploadRequest,
} from '../../test/arbitraries/packets.ts';
import { wireText } from '../../test/arbitraries/wireText.ts';
import { decodeBeatRequest, encodeBeatRequest } from './beat.ts';
import { Command, ReplyCommand } from './command.ts';
import { decodeDeleteRequest, encodeDeleteRequest } from './delete.ts';
import { decodeDescribeRequest, encodeDescribeRequest } from './describe.ts';
import { decodeDownloadRequest, encodeDownloadRequest } from './download.ts';
import { decodeFailure, encodeFailure } from './failure.ts';
import { decodeFilesizeReply, decodeFilesizeRequest, encodeFilesizeReply, encodeFilesizeRequest } from './filesize.ts';
import { decodeGroupsReply, encodeGroupsReply } from './groups.ts';
import { decodeHead, encodeHead, HEAD_SIZE } from './head.ts';
import { decodeIdGetReply, decodeIdGetRequest, encodeIdGetReply, encodeIdGetRequest } from './idGet.ts';
import { decodeJoinRequest, encodeJoinRequest } from './join.ts';
import { decodeListReply, decodeListRequest, encodeListReply, encodeListRequest } from './list.ts';
import { decodeSaddrsReply, decodeSaddrsRequest, encodeSaddrsReply, encodeSaddrsRequest } from './saddrs.ts';
import { decodeUploadRequest, encodeUploadRequest } from './upload.ts';

/** One kind of packet with its two directions. */
interface Codec<T> {
  readonly values: fc.Arbitrary<T>;
  readonly encode: (value: T) => Buffer;
  readonly decode: (body: Buffer) => T;
  readonly command: number;
  readonly status: number;
}

/** Checks that what is encoded has a right head and decodes to the same. */
function expectRoundTrip<T>({ values, encode, decode, command, status }: Codec<T>): void {
  fc.assert(
    fc.property(values, (value) => {
      const packet = encode(value);
      const head = decodeHead(packet.subarray(0, HEAD_SIZE));
      expect(head).toEqual({ bodyLength: BigInt(packet.length - HEAD_SIZE), command, status });
      expect(decode(packet.subarray(HEAD_SIZE))).toEqual(value);
    }),
  );
}

describe('what is encoded decodes to the same', () => {
  it('for any head', () => {
    const heads = fc.record({
      bodyLength: int64,
      command: fc.integer({ min: 0, max: 255 }),
      status: fc.integer({ min: -128, max: 127 }),
    });
    fc.assert(
      fc.property(heads, (head) => {
        expect(decodeHead(encodeHead(head))).toEqual(head);
      }),
    );
  });

  it('for JOIN', () => {
    const codec = { values: joinRequest, encode: encodeJoinRequest, decode: decodeJoinRequest };
    expectRoundTrip({ ...codec, command: Command.join, status: 0 });
  });

  it('for BEAT', () => {
    const codec = { values: beatRequest, encode: encodeBeatRequest, decode: decodeBeatRequest };
    expectRoundTrip({ ...codec, command: Command.beat, status: 0 });
  });

  it('for SADDRS', () => {
    const codec = { values: fileAddress, encode: encodeSaddrsRequest, decode: decodeSaddrsRequest };
    expectRoundTrip({ ...codec, command: Command.saddrs, status: 0 });
  });

  it('for ID_GET', () => {
    const codec = { values: wireText(65), encode: encodeIdGetRequest, decode: decodeIdGetRequest };
    expectRoundTrip({ ...codec, command: Command.idGet, status: 0 });
  });

  it('for FILESIZE', () => {
    const codec = { values: fileAddress, encode: encodeFilesizeRequest, decode: decodeFilesizeRequest };
    expectRoundTrip({ ...codec, command: Command.filesize, status: 0 });
  });

  it('for DOWNLOAD', () => {
    const codec = { values: downloadRequest, encode: encodeDownloadRequest, decode: decodeDownloadRequest };
    expectRoundTrip({ ...codec, command: Command.download, status: 0 });
  });

  it('for DELETE', () => {
    const codec = { values: fileAddress, encode: encodeDeleteRequest, decode: decodeDeleteRequest };
    expectRoundTrip({ ...codec, command: Command.delete, status: 0 });
  });

  it('for LIST', () => {
    const codec = { values: listRequest, encode: encodeListRequest, decode: decodeListRequest };
    expectRoundTrip({ ...codec, command: Command.list, status: 0 });
  });

  it('for DESCRIBE', () => {
    const codec = { values: describeRequest, encode: encodeDescribeRequest, decode: decodeDescribeRequest };
    expectRoundTrip({ ...codec, command: Command.describe, status: 0 });
  });

  it('for a LIST reply', () => {
    const codec = { values: listReply, encode: encodeListReply, decode: decodeListReply };
    expectRoundTrip({ ...codec, command: ReplyCommand.storage, status: 0 });
  });

  // Spec: WIRE-BODY-LENGTH
  it('for UPLOAD, whose head counts the content too', () => {
    fc.assert(
      fc.property(uploadRequest, (request) => {
        const packet = encodeUploadRequest(request);
        const head = decodeHead(packet.subarray(0, HEAD_SIZE));
        expect(head).toEqual({ bodyLength: 408n + request.size, command: Command.upload, status: 0 });
        expect(decodeUploadRequest(packet.subarray(HEAD_SIZE))).toEqual(request);
      }),
    );
  });

  it('for a SADDRS reply', () => {
    const codec = { values: saddrsReply, encode: encodeSaddrsReply, decode: decodeSaddrsReply };
    expectRoundTrip({ ...codec, command: ReplyCommand.tracker, status: 0 });
  });

  it('for a GROUPS reply', () => {
    const codec = { values: wireText(5000), encode: encodeGroupsReply, decode: decodeGroupsReply };
    expectRoundTrip({ ...codec, command: ReplyCommand.tracker, status: 0 });
  });

  it('for an ID_GET reply', () => {
    const codec = { values: int64, encode: encodeIdGetReply, decode: decodeIdGetReply };
    expectRoundTrip({ ...codec, command: ReplyCommand.id, status: 0 });
  });

  it('for a FILESIZE reply', () => {
    const codec = { values: int64, encode: encodeFilesizeReply, decode: decodeFilesizeReply };
    expectRoundTrip({ ...codec, command: ReplyCommand.storage, status: 0 });
  });

  it.each(Object.values(ReplyCommand))('for a failure of server kind %i', (command) => {
    const encode = (value: { errorNumber: number; description: string }): Buffer => encodeFailure(command, value);
    expectRoundTrip({ values: failure, encode, decode: decodeFailure, command, status: -3 });
  });
});

// Spec: WIRE-TEXT
describe('what does not fit into its field is refused as malformed', () => {
  const address = { appid: 'tnvideo', userid: 'tnv001', fileid: 'f1' };
  const join = { version: '1', group: 'g', hostname: 'h', port: 1, startTime: 0n, joinTime: 0n };
  const tooLarge = 2n ** 63n;

  it.each<[string, () => Buffer, string]>([
    [
      'an appid',
      () => encodeSaddrsRequest({ ...address, appid: 'x'.repeat(16) }),
      'appid has 16 bytes, at most 15 fit',
    ],
    [
      'a userid',
      () => encodeDeleteRequest({ ...address, userid: 'x'.repeat(256) }),
      'userid has 256 bytes, at most 255 fit',
    ],
    [
      'a fileid',
      () => encodeFilesizeRequest({ ...address, fileid: 'x'.repeat(128) }),
      'fileid has 128 bytes, at most 127 fit',
    ],
    ['a version', () => encodeJoinRequest({ ...join, version: '1.0.0.0' }), 'version has 7 bytes, at most 6 fit'],
    [
      'a group',
      () => encodeBeatRequest({ group: 'x'.repeat(17), hostname: 'h' }),
      'group has 17 bytes, at most 16 fit',
    ],
    ['a port', () => encodeJoinRequest({ ...join, port: 65536 }), 'port 65536 is not between 0 and 65535'],
    ['half a port', () => encodeJoinRequest({ ...join, port: 1.5 }), 'port 1.5 is not between 0 and 65535'],
    [
      'a time',
      () => encodeJoinRequest({ ...join, startTime: tooLarge }),
      `start time ${tooLarge} does not fit into 64 bits`,
    ],
    [
      'an offset',
      () => encodeDownloadRequest({ ...address, offset: tooLarge, size: 0n }),
      `offset ${tooLarge} does not fit into 64 bits`,
    ],
    [
      'a size',
      () => encodeDownloadRequest({ ...address, offset: 0n, size: -tooLarge - 1n }),
      `size ${-tooLarge - 1n} does not fit into 64 bits`,
    ],
    [
      'a negative upload',
      () => encodeUploadRequest({ ...address, size: -1n }),
      'an upload of -1 bytes cannot be told in a head',
    ],
    [
      'a huge upload',
      () => encodeUploadRequest({ ...address, size: tooLarge - 408n }),
      `an upload of ${tooLarge - 408n} bytes cannot be told in a head`,
    ],
    [
      'a name',
      () => encodeDescribeRequest({ ...address, name: 'x'.repeat(256), type: '' }),
      'name has 256 bytes, at most 255 fit',
    ],
    [
      'a media type',
      () => encodeDescribeRequest({ ...address, name: '', type: 'x'.repeat(128) }),
      'type has 128 bytes, at most 127 fit',
    ],
    [
      'a limit',
      () => encodeListRequest({ appid: 'a', userid: 'u', after: '', limit: 65536 }),
      'limit 65536 is not between 0 and 65535',
    ],
    [
      'a page without files that is not the last one',
      () => encodeListReply({ more: true, files: [] }),
      'an empty page is the last one',
    ],
    ['an id key', () => encodeIdGetRequest('x'.repeat(65)), 'the id key has 65 bytes, at most 64 fit'],
  ])('%s', (_what, encode, message) => {
    expect(encode).toThrow(expect.objectContaining({ name: 'TnvError', errorNumber: 400, message }));
  });
});
