import type { Address } from '../../host/address.ts';
import { ReplyCommand } from '../../protocol/command.ts';
import {
  decodeListReply,
  encodeListRequest,
  LIST_REPLY_BODY_MAX,
  type ListEntry,
  type ListRequest,
} from '../../protocol/list.ts';
import { malformed } from '../../protocol/malformed.ts';
import type { ClientParts } from '../clientParts.ts';
import { exchange } from '../exchange.ts';
import { onStoragesThatKnow } from './onStoragesThatKnow.ts';

/** A file of a listing. */
export interface ListedFile {
  readonly fileid: string;
  /** Bytes. */
  readonly size: number;
  /** When it was uploaded, to the second; undefined when nobody knows. */
  readonly uploadedAt: Date | undefined;
  /** What it is called; empty when nobody has said so. */
  readonly name: string;
  /** Its media type; empty when nobody has said so. */
  readonly type: string;
}

/** A page of a listing. */
export interface FilePage {
  readonly files: readonly ListedFile[];
  /** Whether to ask for what comes after the last one. */
  readonly more: boolean;
}

/** A page of a user's files. Rejects like `onStoragesThatKnow`. Spec: LIST-ADVANCES. */
export function list(parts: ClientParts, request: ListRequest, signal: AbortSignal): Promise<FilePage> {
  const { servers, config } = parts;
  const { appid, userid, after } = request;
  const question = {
    packet: encodeListRequest(request),
    replyCommand: ReplyCommand.storage,
    replyBodyMax: LIST_REPLY_BODY_MAX,
    decode: (body: Buffer) => pageOf(body, request),
  };
  if (userid === '') throw malformed('the user id is empty');
  const attempt = (storage: Address): Promise<FilePage> =>
    exchange(servers.pool, storage, question, config.requestTimeoutMs, signal);
  return onStoragesThatKnow('LIST', parts, { appid, userid, fileid: after }, attempt, signal);
}

/** Throws a malformed `TnvError` for a page that is not the next one: who follows it might never come to an end. */
function pageOf(body: Buffer, { after, limit }: ListRequest): FilePage {
  const { more, files } = decodeListReply(body);
  if (limit > 0 && files.length > limit) throw malformed(`${files.length} files, ${limit} were asked for`);
  let last = after === '' ? undefined : Buffer.from(after);
  for (const { fileid } of files) {
    const bytes = Buffer.from(fileid);
    if (bytes.length === 0) throw malformed('a file has no id');
    if (last !== undefined && bytes.compare(last) >= 0) throw malformed('the files are not in their order');
    last = bytes;
  }
  return { more, files: files.map(listedFile) };
}

function listedFile({ fileid, size, uploaded, name, type }: ListEntry): ListedFile {
  if (size < 0n || size > Number.MAX_SAFE_INTEGER) throw malformed(`no file has ${size} bytes`);
  const date = new Date(Number(uploaded) * 1000);
  const known = uploaded !== 0n && !Number.isNaN(date.getTime());
  return { fileid, size: Number(size), uploadedAt: known ? date : undefined, name, type };
}
