import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, encodePacket, type Values } from '../../scripts/spec/layout.ts';
import { readPackets } from '../../scripts/spec/packets.ts';
import { decodeBeatRequest, encodeBeatRequest } from '../../src/protocol/beat.ts';
import { Command, ReplyCommand } from '../../src/protocol/command.ts';
import { decodeDeleteRequest, encodeDeleteRequest } from '../../src/protocol/delete.ts';
import { decodeDownloadRequest, encodeDownloadRequest } from '../../src/protocol/download.ts';
import { ErrorNumber } from '../../src/protocol/errorNumber.ts';
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
  downloadRequest,
  failure,
  fileAddress,
  int64,
  joinRequest,
  saddrsReply,
} from '../arbitraries/packets.ts';
import { wireText } from '../arbitraries/wireText.ts';

const packets = readPackets();

/** How our codec says and reads one kind of packet, with values that the layout names its fields by. */
interface Codec<T> {
  readonly values: fc.Arbitrary<T>;
  encode(values: T): Buffer;
  decode(body: Buffer): unknown;
  /** The values as the layout has them, where that is not what the codec takes. */
  inLayout?(values: T): Values;
}

function codec<T>(of: Codec<T>): Codec<unknown> {
  return of as Codec<unknown>;
}

const nothing = fc.constant({});
const bytes = fc.uint8Array({ maxLength: 40 });

const REQUESTS: Readonly<Record<string, Codec<unknown>>> = {
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
};

/** A reply without a body. */
function empty(command: 100 | 101 | 102): Codec<unknown> {
  return codec({ values: nothing, encode: () => successPacket(command, 0), decode: () => ({}) });
}

const REPLIES: Readonly<Record<string, Codec<unknown>>> = {
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
};

/** Our codec and the layout give the same bytes for the same values, and the codec reads them back. */
function agree(
  layout: Parameters<typeof encodePacket>[1],
  head: { command: number; status: number },
  of: Codec<unknown>,
) {
  fc.assert(
    fc.property(of.values, (values) => {
      const byLayout = bytesOf(encodePacket(packets, layout, head, of.inLayout?.(values) ?? (values as Values)));
      expect(of.encode(values).toString('hex')).toBe(byLayout.toString('hex'));
      expect(of.decode(byLayout.subarray(HEAD_SIZE))).toEqual(values);
    }),
    { numRuns: 50 },
  );
}

describe('packets.json and src/protocol', () => {
  // Spec: WIRE-COMMANDS, WIRE-REPLY-COMMANDS
  it('know the same nine packets', () => {
    expect(packets.packets.map(({ name }) => name)).toEqual(Object.keys(REQUESTS));
    expect(packets.packets.map(({ command }) => command)).toEqual(Object.values<number>(Command));
    expect(packets.replyCommands).toEqual(ReplyCommand);
    expect(packets.packets.map(({ to, reply }) => reply.command === packets.replyCommands[to])).not.toContain(false);
  });

  // Spec: WIRE-IDS, WIRE-JOIN, WIRE-BEAT, WIRE-SADDRS, WIRE-SADDRS-REPLY, WIRE-GROUPS, WIRE-GROUPS-REPLY, WIRE-IDGET,
  // WIRE-IDGET-REPLY, WIRE-UPLOAD, WIRE-FILESIZE, WIRE-FILESIZE-REPLY, WIRE-DOWNLOAD, WIRE-DELETE
  it.each(packets.packets.map((packet) => [packet.name, packet] as const))(
    'agree on every byte of %s',
    (name, packet) => {
      agree(packet, { command: packet.command, status: 0 }, REQUESTS[name] as Codec<unknown>);
      agree(packet.reply, { command: packet.reply.command, status: 0 }, REPLIES[name] as Codec<unknown>);
    },
  );

  it('have content behind the field that says how long it is', () => {
    for (const { fields } of packets.packets.flatMap((packet) => [packet, packet.reply])) {
      fields.forEach(({ type, width }, at) => {
        if (type === 'bytes' && width !== 'rest') expect(fields.slice(0, at).map(({ name }) => name)).toContain(width);
        if (width === 'rest') expect(at).toBe(fields.length - 1);
      });
    }
  });

  // Spec: WIRE-FAILURE, WIRE-FAILURE-STATUS
  it('agree on every byte of a failure', () => {
    const of = codec({
      values: failure.map(({ errorNumber, description }) => ({ errorNumber, description })),
      encode: (values) => encodeFailure(101, values),
      decode: decodeFailure,
    });
    agree(packets.failure, { command: 101, status: packets.failureStatus }, of);
  });

  // Spec: ERR-NUMBERS
  it('know the same error numbers', () => {
    expect(packets.errors.map(({ number }) => number)).toEqual(Object.values(ErrorNumber));
  });
});
