import fc from 'fast-check';
import type { Values } from '../../scripts/spec/layout.ts';
import { decodeBeatRequest, encodeBeatRequest } from '../../src/protocol/beat.ts';
import { decodeDeleteRequest, encodeDeleteRequest } from '../../src/protocol/delete.ts';
import { decodeDescribeRequest, encodeDescribeRequest } from '../../src/protocol/describe.ts';
import { decodeDownloadRequest, encodeDownloadRequest } from '../../src/protocol/download.ts';
import { decodeFailure, encodeFailure } from '../../src/protocol/failure.ts';
import {
  decodeFilesizeReply,
  decodeFilesizeRequest,
  encodeFilesizeReply,
  encodeFilesizeRequest,
} from '../../src/protocol/filesize.ts';
import {
  decodeGroupsReply,
  decodeGroupsRequest,
  encodeGroupsReply,
  encodeGroupsRequest,
} from '../../src/protocol/groups.ts';
import { HEAD_SIZE } from '../../src/protocol/head.ts';
import {
  decodeIdGetReply,
  decodeIdGetRequest,
  encodeIdGetReply,
  encodeIdGetRequest,
} from '../../src/protocol/idGet.ts';
import { decodeJoinRequest, encodeJoinRequest } from '../../src/protocol/join.ts';
import { decodeListReply, decodeListRequest, encodeListReply, encodeListRequest } from '../../src/protocol/list.ts';
import { successPacket } from '../../src/protocol/packet.ts';
import {
  decodeSaddrsReply,
  decodeSaddrsRequest,
  encodeSaddrsReply,
  encodeSaddrsRequest,
} from '../../src/protocol/saddrs.ts';
import { decodeUploadRequest, encodeUploadRequest, UPLOAD_PREFIX_SIZE } from '../../src/protocol/upload.ts';
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
} from '../arbitraries/packets.ts';
import { wireText } from '../arbitraries/wireText.ts';

/** How our codec says and reads one kind of packet, with values that the layout names its fields by. */
export interface Codec<T> {
  readonly values: fc.Arbitrary<T>;
  encode(values: T): Buffer;
  decode(body: Buffer): unknown;
  /** The values as the layout has them, where that is not what the codec takes. */
  inLayout?(values: T): Values;
}

export function codec<T>(of: Codec<T>): Codec<unknown> {
  return of as Codec<unknown>;
}

const nothing = fc.constant({});
const bytes = fc.uint8Array({ maxLength: 40 });

export const REQUESTS: Readonly<Record<string, Codec<unknown>>> = {
  JOIN: codec({ values: joinRequest, encode: encodeJoinRequest, decode: decodeJoinRequest }),
  BEAT: codec({ values: beatRequest, encode: encodeBeatRequest, decode: decodeBeatRequest }),
  SADDRS: codec({ values: fileAddress, encode: encodeSaddrsRequest, decode: decodeSaddrsRequest }),
  GROUPS: codec({
    values: nothing,
    encode: encodeGroupsRequest,
    decode: (body) => decodeGroupsRequest(body) ?? {},
  }),
  ID_GET: codec({
    values: fc.record({ key: wireText(65) }),
    encode: ({ key }) => encodeIdGetRequest(key),
    decode: (body) => ({ key: decodeIdGetRequest(body) }),
  }),
  UPLOAD: codec({
    values: fc.tuple(fileAddress, bytes).map(([ids, content]) => ({ ...ids, size: BigInt(content.length), content })),
    encode: ({ content, ...prefix }) => Buffer.concat([encodeUploadRequest(prefix), content]),
    decode: (body) => ({
      ...decodeUploadRequest(body.subarray(0, UPLOAD_PREFIX_SIZE)),
      content: new Uint8Array(body.subarray(UPLOAD_PREFIX_SIZE)),
    }),
  }),
  FILESIZE: codec({ values: fileAddress, encode: encodeFilesizeRequest, decode: decodeFilesizeRequest }),
  DOWNLOAD: codec({ values: downloadRequest, encode: encodeDownloadRequest, decode: decodeDownloadRequest }),
  DELETE: codec({ values: fileAddress, encode: encodeDeleteRequest, decode: decodeDeleteRequest }),
  LIST: codec({ values: listRequest, encode: encodeListRequest, decode: decodeListRequest }),
  DESCRIBE: codec({ values: describeRequest, encode: encodeDescribeRequest, decode: decodeDescribeRequest }),
};

/** A reply without a body. */
function empty(command: 100 | 101 | 102): Codec<unknown> {
  return codec({ values: nothing, encode: () => successPacket(command, 0), decode: () => ({}) });
}

export const REPLIES: Readonly<Record<string, Codec<unknown>>> = {
  JOIN: empty(100),
  BEAT: empty(100),
  SADDRS: codec({
    values: saddrsReply,
    encode: encodeSaddrsReply,
    decode: decodeSaddrsReply,
    inLayout: ({ group, addresses }) => ({ group, addresses: addresses.map((address) => `${address};`).join('') }),
  }),
  GROUPS: codec({
    values: fc.record({ text: wireText(200) }),
    encode: ({ text }) => encodeGroupsReply(text),
    decode: (body) => ({ text: decodeGroupsReply(body) }),
  }),
  ID_GET: codec({
    values: fc.record({ id: int64 }),
    encode: ({ id }) => encodeIdGetReply(id),
    decode: (body) => ({ id: decodeIdGetReply(body) }),
  }),
  UPLOAD: empty(102),
  FILESIZE: codec({
    values: fc.record({ size: int64 }),
    encode: ({ size }) => encodeFilesizeReply(size),
    decode: (body) => ({ size: decodeFilesizeReply(body) }),
  }),
  DOWNLOAD: codec({
    values: fc.record({ content: bytes }),
    encode: ({ content }) => Buffer.concat([successPacket(102, content.length).subarray(0, HEAD_SIZE), content]),
    decode: (body) => ({ content: new Uint8Array(body) }),
  }),
  DELETE: empty(102),
  LIST: codec({
    values: listReply,
    encode: encodeListReply,
    decode: decodeListReply,
    inLayout: ({ more, files }) => ({ more: more ? 1 : 0, files: files.map((file) => ({ ...file })) }),
  }),
  DESCRIBE: empty(102),
};

/** Failures of the kind of server that has this reply command. */
export function failureCodec(command: 100 | 101 | 102): Codec<unknown> {
  return codec({
    values: failure.map(({ errorNumber, description }) => ({ errorNumber, description })),
    encode: (values) => encodeFailure(command, values),
    decode: decodeFailure,
  });
}
