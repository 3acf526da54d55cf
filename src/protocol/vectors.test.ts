import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeBeatRequest, encodeBeatRequest } from './beat.ts';
import { Command, ReplyCommand } from './command.ts';
import { decodeDeleteRequest, encodeDeleteRequest } from './delete.ts';
import { decodeDescribeRequest, encodeDescribeRequest } from './describe.ts';
import { decodeDownloadRequest, encodeDownloadRequest } from './download.ts';
import { decodeFailure, encodeFailure } from './failure.ts';
import type { FileAddress } from './fileAddress.ts';
import { decodeFilesizeReply, decodeFilesizeRequest, encodeFilesizeReply, encodeFilesizeRequest } from './filesize.ts';
import { decodeGroupsReply, decodeGroupsRequest, encodeGroupsReply, encodeGroupsRequest } from './groups.ts';
import { decodeHead, HEAD_SIZE, STATUS_OK } from './head.ts';
import { decodeIdGetReply, decodeIdGetRequest, encodeIdGetReply, encodeIdGetRequest } from './idGet.ts';
import { decodeJoinRequest, encodeJoinRequest } from './join.ts';
import { decodeListReply, decodeListRequest, encodeListReply, encodeListRequest } from './list.ts';
import { malformed } from './malformed.ts';
import { successPacket } from './packet.ts';
import { decodeSaddrsReply, decodeSaddrsRequest, encodeSaddrsReply, encodeSaddrsRequest } from './saddrs.ts';
import { expectBodySize } from './text.ts';
import { TnvError } from './tnvError.ts';
import { decodeUploadRequest, encodeUploadRequest, UPLOAD_PREFIX_SIZE } from './upload.ts';

const FOLDER = join(import.meta.dirname, '../../conformance/vectors');

type Value = string | number | readonly Fields[];
interface Fields {
  readonly [field: string]: Value;
}

interface Vector {
  readonly id: string;
  readonly kind: 'request' | 'success' | 'failure';
  readonly verdict: 'valid' | 'invalid' | 'incomplete' | 'unencodable';
  readonly fields?: Fields;
  readonly hex?: string;
  readonly canonical?: boolean;
}

/** How the codec reads and writes what a vector holds. */
interface Codec {
  readonly command: number;
  /** The fields of a body. */
  read(body: Buffer): Fields;
  /** The whole packet. */
  write(fields: Fields): Buffer;
}

const text = (value: Value | undefined): string => String(value);
const file = (fields: Fields): FileAddress => ({
  ...{ appid: text(fields.appid), userid: text(fields.userid), fileid: text(fields.fileid) },
});
const int64 = (value: Value | undefined): bigint => BigInt(text(value));

/** A success whose body is empty. */
function bare(command: number, server: ReplyCommand): Codec {
  return {
    command: server,
    read: (body) => {
      expectBodySize(body, 0, `a reply to command ${command}`);
      return {};
    },
    write: () => successPacket(server, 0),
  };
}

const CODECS: Readonly<Record<string, Codec>> = {
  'JOIN request': {
    command: Command.join,
    read: (body) => {
      const { startTime, joinTime, ...rest } = decodeJoinRequest(body);
      return { ...rest, startTime: String(startTime), joinTime: String(joinTime) };
    },
    write: (fields) =>
      encodeJoinRequest({
        ...{ version: text(fields.version), group: text(fields.group), hostname: text(fields.hostname) },
        port: Number(fields.port),
        ...{ startTime: int64(fields.startTime), joinTime: int64(fields.joinTime) },
      }),
  },
  'JOIN success': bare(Command.join, ReplyCommand.tracker),
  'BEAT request': {
    command: Command.beat,
    read: (body) => ({ ...decodeBeatRequest(body) }),
    write: (fields) => encodeBeatRequest({ group: text(fields.group), hostname: text(fields.hostname) }),
  },
  'BEAT success': bare(Command.beat, ReplyCommand.tracker),
  'SADDRS request': {
    command: Command.saddrs,
    read: (body) => ({ ...decodeSaddrsRequest(body) }),
    write: (fields) => encodeSaddrsRequest(file(fields)),
  },
  'SADDRS success': {
    command: ReplyCommand.tracker,
    read: (body) => {
      const { group, addresses } = decodeSaddrsReply(body);
      return { group, addresses: addresses.map((address) => `${address};`).join('') };
    },
    write: (fields) =>
      encodeSaddrsReply({ group: text(fields.group), addresses: text(fields.addresses).split(';').filter(Boolean) }),
  },
  'GROUPS request': {
    command: Command.groups,
    read: (body) => {
      decodeGroupsRequest(body);
      return {};
    },
    write: encodeGroupsRequest,
  },
  'GROUPS success': {
    command: ReplyCommand.tracker,
    read: (body) => ({ text: decodeGroupsReply(body) }),
    write: (fields) => encodeGroupsReply(text(fields.text)),
  },
  'ID_GET request': {
    command: Command.idGet,
    read: (body) => ({ key: decodeIdGetRequest(body) }),
    write: (fields) => encodeIdGetRequest(text(fields.key)),
  },
  'ID_GET success': {
    command: ReplyCommand.id,
    read: (body) => ({ id: String(decodeIdGetReply(body)) }),
    write: (fields) => encodeIdGetReply(int64(fields.id)),
  },
  'UPLOAD request': {
    command: Command.upload,
    read: (body) => {
      const { size, ...ids } = decodeUploadRequest(body.subarray(0, UPLOAD_PREFIX_SIZE));
      const content = body.subarray(UPLOAD_PREFIX_SIZE);
      // A storage has the head to compare with; here the body is whole.
      if (size !== BigInt(content.length)) throw malformed('size and content differ');
      return { ...ids, size: String(size), content: content.toString('hex') };
    },
    write: (fields) =>
      Buffer.concat([
        encodeUploadRequest({ ...file(fields), size: int64(fields.size) }),
        Buffer.from(text(fields.content), 'hex'),
      ]),
  },
  'UPLOAD success': bare(Command.upload, ReplyCommand.storage),
  'FILESIZE request': {
    command: Command.filesize,
    read: (body) => ({ ...decodeFilesizeRequest(body) }),
    write: (fields) => encodeFilesizeRequest(file(fields)),
  },
  'FILESIZE success': {
    command: ReplyCommand.storage,
    read: (body) => ({ size: String(decodeFilesizeReply(body)) }),
    write: (fields) => encodeFilesizeReply(int64(fields.size)),
  },
  'DOWNLOAD request': {
    command: Command.download,
    read: (body) => {
      const { offset, size, ...ids } = decodeDownloadRequest(body);
      return { ...ids, offset: String(offset), size: String(size) };
    },
    write: (fields) =>
      encodeDownloadRequest({ ...file(fields), offset: int64(fields.offset), size: int64(fields.size) }),
  },
  'DOWNLOAD success': {
    command: ReplyCommand.storage,
    read: (body) => ({ content: body.toString('hex') }),
    write: (fields) => {
      const content = Buffer.from(text(fields.content), 'hex');
      const packet = successPacket(ReplyCommand.storage, content.length);
      content.copy(packet, HEAD_SIZE);
      return packet;
    },
  },
  'DELETE request': {
    command: Command.delete,
    read: (body) => ({ ...decodeDeleteRequest(body) }),
    write: (fields) => encodeDeleteRequest(file(fields)),
  },
  'DELETE success': bare(Command.delete, ReplyCommand.storage),
  'LIST request': {
    command: Command.list,
    read: (body) => ({ ...decodeListRequest(body) }),
    write: (fields) =>
      encodeListRequest({
        ...{ appid: text(fields.appid), userid: text(fields.userid), after: text(fields.after) },
        limit: Number(fields.limit),
      }),
  },
  'LIST success': {
    command: ReplyCommand.storage,
    read: (body) => {
      const { more, files } = decodeListReply(body);
      return {
        more: more ? 1 : 0,
        files: files.map((entry) => ({ ...entry, size: String(entry.size), uploaded: String(entry.uploaded) })),
      };
    },
    write: ({ more, files }) =>
      encodeListReply({
        more: more === 1,
        files: (files as readonly Fields[]).map((entry) => ({
          ...{ fileid: text(entry.fileid), size: int64(entry.size), uploaded: int64(entry.uploaded) },
          ...{ name: text(entry.name), type: text(entry.type) },
        })),
      }),
  },
  'DESCRIBE request': {
    command: Command.describe,
    read: (body) => ({ ...decodeDescribeRequest(body) }),
    write: (fields) => encodeDescribeRequest({ ...file(fields), name: text(fields.name), type: text(fields.type) }),
  },
  'DESCRIBE success': bare(Command.describe, ReplyCommand.storage),
};

/** The codec of a vector; a failure's depends on its server, which its id names. */
function codecOf(packet: string, { id, kind }: Vector): Codec {
  if (kind !== 'failure') {
    const codec = CODECS[`${packet} ${kind}`];
    if (codec === undefined) throw new Error(`no codec for a ${kind} of ${packet}`);
    return codec;
  }
  const command = ReplyCommand[id.split('/')[1] as keyof typeof ReplyCommand];
  return {
    command,
    read: (body) => ({ ...decodeFailure(body) }),
    write: (fields) =>
      encodeFailure(command, { errorNumber: Number(fields.errorNumber), description: text(fields.description) }),
  };
}

/** Reads a whole packet; throws a malformed `TnvError` when it is none, and `undefined` stands for "more is to come". */
function read(codec: Codec, { kind }: Vector, bytes: Buffer): Fields | undefined {
  if (bytes.length < HEAD_SIZE) return undefined;
  const head = decodeHead(bytes.subarray(0, HEAD_SIZE));
  if (head.command !== codec.command) throw malformed(`command ${head.command}`);
  if (kind !== 'request' && (kind === 'success') !== (head.status === STATUS_OK))
    throw malformed(`status ${head.status}`);
  if (head.bodyLength < 0n) throw malformed('negative body length');
  const body = bytes.subarray(HEAD_SIZE);
  if (head.bodyLength > BigInt(body.length)) return undefined;
  return codec.read(body);
}

/** The codec reads the addresses as a list, to which the last `;` is nothing. */
function withLastSemicolon(fields: Fields | undefined): Fields | undefined {
  if (fields?.addresses === undefined) return fields;
  return { ...fields, addresses: text(fields.addresses).replace(/([^;])$/, '$1;') };
}

const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'));

// Spec: WIRE-HEAD, WIRE-BODY-LENGTH, WIRE-TEXT, WIRE-FAILURE, WIRE-IDS
describe.each(FILES)('the codec and the vectors of %s', (name) => {
  const { packet, vectors } = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as {
    packet: string;
    vectors: Vector[];
  };
  const bytesOf = (vector: Vector): Buffer => Buffer.from(vector.hex ?? '', 'hex');
  const those = (verdict: Vector['verdict']): Vector[] => vectors.filter((vector) => vector.verdict === verdict);

  it.each(those('valid'))('reads $id', (vector) => {
    expect(read(codecOf(packet, vector), vector, bytesOf(vector))).toEqual(withLastSemicolon(vector.fields));
  });

  it.each(those('valid').filter(({ canonical }) => canonical))('writes $id', (vector) => {
    expect(
      codecOf(packet, vector)
        .write(vector.fields ?? {})
        .toString('hex'),
    ).toBe(vector.hex);
  });

  it.each(those('invalid'))('refuses $id, or does not take it for complete', (vector) => {
    let fields: Fields | undefined;
    try {
      fields = read(codecOf(packet, vector), vector, bytesOf(vector));
    } catch (error) {
      expect(error).toBeInstanceOf(TnvError);
    }
    expect(fields).toBeUndefined();
  });

  it.each(those('incomplete'))('waits for more of $id', (vector) => {
    expect(read(codecOf(packet, vector), vector, bytesOf(vector))).toBeUndefined();
  });

  const unencodable = those('unencodable');
  it.runIf(unencodable.length > 0).each(unencodable)('refuses to write $id', (vector) => {
    expect(() => codecOf(packet, vector).write(vector.fields ?? {})).toThrow(TnvError);
  });
});
