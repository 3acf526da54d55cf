import type { Address } from '../../host/address.ts';
import { ReplyCommand } from '../../protocol/command.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import { decodeFilesizeReply, encodeFilesizeRequest } from '../../protocol/filesize.ts';
import { malformed } from '../../protocol/malformed.ts';
import type { ClientParts } from '../clientParts.ts';
import { exchange } from '../exchange.ts';
import { onStorages } from './onStorages.ts';

/** Bytes of a file. Rejects like `onStorages`. */
export function filesize(parts: ClientParts, file: FileAddress, signal: AbortSignal): Promise<number> {
  const { servers, config } = parts;
  const question = {
    packet: encodeFilesizeRequest(file),
    replyCommand: ReplyCommand.storage,
    replyBodyMax: 8,
    decode: decodeSize,
  };
  const attempt = (storage: Address): Promise<number> =>
    exchange(servers.pool, storage, question, config.requestTimeoutMs, signal);
  return onStorages(parts, file, attempt, signal);
}

function decodeSize(body: Buffer): number {
  const size = decodeFilesizeReply(body);
  if (size < 0n || size > Number.MAX_SAFE_INTEGER) throw malformed(`no file has ${size} bytes`);
  return Number(size);
}
