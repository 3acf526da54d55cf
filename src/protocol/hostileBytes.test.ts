import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBeatRequest } from './beat.ts';
import { decodeDeleteRequest } from './delete.ts';
import { decodeDescribeRequest } from './describe.ts';
import { decodeDownloadRequest } from './download.ts';
import { decodeFailure } from './failure.ts';
import { decodeFilesizeReply, decodeFilesizeRequest } from './filesize.ts';
import { decodeGroupsReply, decodeGroupsRequest } from './groups.ts';
import { parseGroupsText } from './groupsText.ts';
import { decodeHead } from './head.ts';
import { decodeIdGetReply, decodeIdGetRequest } from './idGet.ts';
import { decodeJoinRequest } from './join.ts';
import { decodeListReply, decodeListRequest } from './list.ts';
import { decodeSaddrsReply, decodeSaddrsRequest } from './saddrs.ts';
import { TnvError } from './tnvError.ts';
import { decodeUploadRequest } from './upload.ts';

/** Every decoder with the sizes of body that get past its size check. */
const DECODERS: readonly [name: string, decode: (body: Buffer) => unknown, sizes: readonly number[]][] = [
  ['head', decodeHead, [10]],
  ['JOIN', decodeJoinRequest, [171, 173]],
  ['BEAT', decodeBeatRequest, [146]],
  ['SADDRS', decodeSaddrsRequest, [400]],
  ['GROUPS', decodeGroupsRequest, [0]],
  ['ID_GET', decodeIdGetRequest, [1, 8, 65, 66]],
  ['UPLOAD', decodeUploadRequest, [408]],
  ['FILESIZE', decodeFilesizeRequest, [400]],
  ['DOWNLOAD', decodeDownloadRequest, [416]],
  ['DELETE', decodeDeleteRequest, [400]],
  ['LIST', decodeListRequest, [402]],
  ['DESCRIBE', decodeDescribeRequest, [784]],
  ['LIST reply', decodeListReply, [0, 1, 2, 529, 530, 1057]],
  ['SADDRS reply', decodeSaddrsReply, [17, 18, 60]],
  ['GROUPS reply', decodeGroupsReply, [0, 1, 300]],
  ['ID_GET reply', decodeIdGetReply, [8]],
  ['FILESIZE reply', decodeFilesizeReply, [8]],
  ['failure', decodeFailure, [0, 1, 2, 3, 40, 1026, 1027]],
];

/** Bytes as hostile peers like them: any, mostly NULs, or mostly text. */
function bytesOf(sizes: readonly number[]): fc.Arbitrary<Buffer> {
  const byte = fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 255 }) },
  );
  const sized = fc.constantFrom(...sizes).chain((size) =>
    fc.oneof(
      fc.uint8Array({ minLength: size, maxLength: size }),
      fc.array(byte, { minLength: size, maxLength: size }).map((list) => Uint8Array.from(list)),
    ),
  );
  return fc
    .oneof({ weight: 8, arbitrary: sized }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 500 }) })
    .map(Buffer.from);
}

function expectValueOrMalformed(decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    expect(error).toBeInstanceOf(TnvError);
    expect((error as TnvError).errorNumber).toBe(400);
    expect((error as TnvError).message.length).toBeLessThan(300);
  }
}

describe('any bytes are a value or malformed, and never do harm', () => {
  // Spec: ERR-MALFORMED
  it.each(DECODERS)('to the decoder of %s', (_name, decode, sizes) => {
    fc.assert(
      fc.property(bytesOf(sizes), (body) => expectValueOrMalformed(() => decode(body))),
      { numRuns: 300 },
    );
  });

  it('to the reader of the groups text', () => {
    const label = fc.constantFrom(
      'COUNT OF GROUPS',
      'GROUPNAME',
      'COUNT OF STORAGES',
      'COUNT OF ACTIVE STORAGES',
      'VERSION',
    );
    const value = fc.oneof(fc.constantFrom('0', '1', '-1', '1e9', '99999999999999999999', 'x'), fc.string());
    const line = fc.oneof(
      fc.tuple(label, value).map(([name, text]) => `${name}: ${text}`),
      fc.string(),
    );
    const text = fc.array(line).map((lines) => lines.join('\n'));
    fc.assert(fc.property(text, (any) => expectValueOrMalformed(() => parseGroupsText(any))));
  });
});
