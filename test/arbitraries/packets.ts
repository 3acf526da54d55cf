import fc from 'fast-check';
import type { BeatRequest } from '../../src/protocol/beat.ts';
import type { DescribeRequest } from '../../src/protocol/describe.ts';
import type { DownloadRequest } from '../../src/protocol/download.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type { FileAddress } from '../../src/protocol/fileAddress.ts';
import type { JoinRequest } from '../../src/protocol/join.ts';
import type { ListReply, ListRequest } from '../../src/protocol/list.ts';
import type { SaddrsReply } from '../../src/protocol/saddrs.ts';
import type { UploadRequest } from '../../src/protocol/upload.ts';
import { wireText } from './wireText.ts';

/** Any int64. */
export const int64: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(0n, 1n, -1n, 2n ** 31n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)),
);

const ids = { appid: wireText(16), userid: wireText(256), fileid: wireText(128) };

export const fileAddress: fc.Arbitrary<FileAddress> = fc.record(ids);

export const joinRequest: fc.Arbitrary<JoinRequest> = fc.record({
  version: wireText(7),
  group: wireText(17),
  hostname: wireText(129),
  port: fc.integer({ min: 0, max: 65535 }),
  startTime: int64,
  joinTime: int64,
});

export const beatRequest: fc.Arbitrary<BeatRequest> = fc.record({ group: wireText(17), hostname: wireText(129) });

export const uploadRequest: fc.Arbitrary<UploadRequest> = fc.record({
  ...ids,
  size: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n - 408n }),
});

export const downloadRequest: fc.Arbitrary<DownloadRequest> = fc.record({ ...ids, offset: int64, size: int64 });

const note = { name: wireText(256), type: wireText(128) };

export const describeRequest: fc.Arbitrary<DescribeRequest> = fc.record({ ...ids, ...note });

export const listRequest: fc.Arbitrary<ListRequest> = fc.record({
  appid: ids.appid,
  userid: ids.userid,
  after: ids.fileid,
  limit: fc.integer({ min: 0, max: 65535 }),
});

export const listReply: fc.Arbitrary<ListReply> = fc
  .array(fc.record({ fileid: ids.fileid, size: int64, uploaded: int64, ...note }), { maxLength: 4 })
  .chain((files) =>
    fc.record({ more: files.length > 0 ? fc.boolean() : fc.constant(false), files: fc.constant(files) }),
  );

const port = fc.integer({ min: 1, max: 65535 });
const ipPort = fc.oneof(
  fc.tuple(fc.ipV4(), port).map(([ip, n]) => `${ip}:${n}`),
  fc.tuple(fc.ipV6(), port).map(([ip, n]) => `[${ip}]:${n}`),
);

export const saddrsReply: fc.Arbitrary<SaddrsReply> = fc.record({
  group: wireText(17),
  addresses: fc.array(ipPort, { maxLength: 5 }),
});

export const failure: fc.Arbitrary<Failure> = fc.record({
  errorNumber: fc.integer({ min: -32768, max: 32767 }),
  description: wireText(1024),
});
