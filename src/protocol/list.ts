import { Command, ReplyCommand } from './command.ts';
import { FILE_ADDRESS_SIZE, FILEID_WIDTH, readFileAddress, writeFileAddress } from './fileAddress.ts';
import { FILE_NOTE_SIZE, type FileNote, readFileNote, writeFileNote } from './fileNote.ts';
import { HEAD_SIZE } from './head.ts';
import { writeInt64 } from './int64.ts';
import { malformed } from './malformed.ts';
import { requestPacket, successPacket } from './packet.ts';
import { expectBodySize, readText, writeText } from './text.ts';

/** Bytes of a LIST body. */
export const LIST_BODY_SIZE = FILE_ADDRESS_SIZE + 2;

/** Files that a page has at most. Spec: LIST-PAGE. */
export const LIST_FILES_MAX = 500;

const LIMIT_MAX = 0xffff;
const ENTRY_SIZE = FILEID_WIDTH + 8 + 8 + FILE_NOTE_SIZE;

/** Longest LIST reply body: a full page. */
export const LIST_REPLY_BODY_MAX = 1 + LIST_FILES_MAX * ENTRY_SIZE;

/** Which page of whose files. Spec: WIRE-LIST. */
export interface ListRequest {
  readonly appid: string;
  readonly userid: string;
  /** The page begins behind this file id, which need not be there; empty for the first page. */
  readonly after: string;
  /** Files wanted at most; 0 leaves it to the storage. */
  readonly limit: number;
}

/** A file of a page. */
export interface ListEntry extends FileNote {
  readonly fileid: string;
  /** Bytes. */
  readonly size: bigint;
  /** Seconds since 1970; 0 when unknown. */
  readonly uploaded: bigint;
}

/** A page. Spec: WIRE-LIST-REPLY. */
export interface ListReply {
  /** Whether files may follow behind the last one; there is one then. */
  readonly more: boolean;
  readonly files: readonly ListEntry[];
}

/** A whole LIST packet. Throws a malformed `TnvError` when a field does not fit. Spec: WIRE-LIST. */
export function encodeListRequest({ appid, userid, after, limit }: ListRequest): Buffer {
  if (!Number.isInteger(limit) || limit < 0 || limit > LIMIT_MAX) {
    throw malformed(`limit ${limit} is not between 0 and ${LIMIT_MAX}`);
  }
  const packet = requestPacket(Command.list, LIST_BODY_SIZE);
  writeFileAddress(packet, HEAD_SIZE, { appid, userid, fileid: after });
  packet.writeUInt16BE(limit, HEAD_SIZE + FILE_ADDRESS_SIZE);
  return packet;
}

/** Reads a LIST body. Throws a malformed `TnvError`. Spec: WIRE-LIST. */
export function decodeListRequest(body: Buffer): ListRequest {
  expectBodySize(body, LIST_BODY_SIZE, 'LIST');
  const { appid, userid, fileid } = readFileAddress(body);
  return { appid, userid, after: fileid, limit: body.readUInt16BE(FILE_ADDRESS_SIZE) };
}

/** A whole success reply to LIST. Throws a malformed `TnvError` when a field does not fit. Spec: WIRE-LIST-REPLY. */
export function encodeListReply({ more, files }: ListReply): Buffer {
  if (more && files.length === 0) throw malformed('an empty page is the last one');
  const packet = successPacket(ReplyCommand.storage, 1 + files.length * ENTRY_SIZE);
  packet.writeUInt8(more ? 1 : 0, HEAD_SIZE);
  files.forEach((file, at) => {
    writeEntry(packet, HEAD_SIZE + 1 + at * ENTRY_SIZE, file);
  });
  return packet;
}

/** Reads the body of a success reply to LIST. Throws a malformed `TnvError`. Spec: WIRE-LIST-REPLY. */
export function decodeListReply(body: Buffer): ListReply {
  const count = (body.length - 1) / ENTRY_SIZE;
  if (!Number.isInteger(count) || count < 0) {
    throw malformed(`a LIST reply has 1 byte and ${ENTRY_SIZE} for each file, not ${body.length}`);
  }
  const more = body.readUInt8(0);
  if (more > 1) throw malformed(`more is 0 or 1, not ${more}`);
  if (more === 1 && count === 0) throw malformed('an empty page is the last one');
  return { more: more === 1, files: Array.from({ length: count }, (_, at) => readEntry(body, 1 + at * ENTRY_SIZE)) };
}

function writeEntry(packet: Buffer, offset: number, file: ListEntry): void {
  writeText(packet, offset, FILEID_WIDTH, 'fileid', file.fileid);
  writeInt64(packet, offset + FILEID_WIDTH, 'size', file.size);
  writeInt64(packet, offset + FILEID_WIDTH + 8, 'uploaded', file.uploaded);
  writeFileNote(packet, offset + FILEID_WIDTH + 16, file);
}

function readEntry(body: Buffer, offset: number): ListEntry {
  return {
    fileid: readText(body, offset, FILEID_WIDTH, 'fileid'),
    size: body.readBigInt64BE(offset + FILEID_WIDTH),
    uploaded: body.readBigInt64BE(offset + FILEID_WIDTH + 8),
    ...readFileNote(body, offset + FILEID_WIDTH + 16),
  };
}
