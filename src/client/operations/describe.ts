import type { Address } from '../../host/address.ts';
import { ReplyCommand } from '../../protocol/command.ts';
import { encodeDescribeRequest } from '../../protocol/describe.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import type { FileNote } from '../../protocol/fileNote.ts';
import { malformed } from '../../protocol/malformed.ts';
import type { ClientParts } from '../clientParts.ts';
import { exchange } from '../exchange.ts';
import { onStoragesThatKnow } from './onStoragesThatKnow.ts';

/** Says what a file is called and what it is; sent again when no answer came. Rejects like `onStoragesThatKnow`. Spec: DESCRIBE-AGAIN. */
export function describeFile(
  parts: ClientParts,
  file: FileAddress,
  note: FileNote,
  signal: AbortSignal,
): Promise<void> {
  const { servers, config } = parts;
  const question = {
    packet: encodeDescribeRequest({ ...file, ...note }),
    replyCommand: ReplyCommand.storage,
    replyBodyMax: 0,
    decode: () => undefined,
  };
  // A storage would refuse with the number that also says that it does not know the request.
  if (file.userid === '' || file.fileid === '') throw malformed('the user id or the file id is empty');
  const attempt = (storage: Address): Promise<void> =>
    exchange(servers.pool, storage, question, config.requestTimeoutMs, signal);
  return onStoragesThatKnow('DESCRIBE', parts, file, attempt, signal);
}
