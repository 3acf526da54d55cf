import type { Address } from '../../host/address.ts';
import { sometimes } from '../../host/probe.ts';
import { ReplyCommand } from '../../protocol/command.ts';
import { encodeDeleteRequest } from '../../protocol/delete.ts';
import { ErrorNumber } from '../../protocol/errorNumber.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import { TnvError } from '../../protocol/tnvError.ts';
import { AllServersFailed } from '../allServersFailed.ts';
import type { ClientParts } from '../clientParts.ts';
import { exchange } from '../exchange.ts';
import { onStorages } from './onStorages.ts';

/**
 * Deletes a file. A request that got no answer, or one of a storage in trouble, is sent again to the next storage; if
 * that one has no such file any more, an earlier request did it: success.
 * Rejects like `onStorages`; an `AllServersFailed` tells whether the file may be gone all the same.
 * Spec: CLIENT-RESEND.
 */
export async function deleteFile(parts: ClientParts, file: FileAddress, signal: AbortSignal): Promise<void> {
  const { servers, config } = parts;
  let sent = 0;
  const question = {
    packet: encodeDeleteRequest(file),
    replyCommand: ReplyCommand.storage,
    replyBodyMax: 0,
    decode: () => undefined,
    onSend: () => {
      sent++;
    },
  };
  const attempt = (storage: Address): Promise<void> =>
    exchange(servers.pool, storage, question, config.requestTimeoutMs, signal);
  try {
    await onStorages(parts, file, attempt, signal);
  } catch (error) {
    if (error instanceof AllServersFailed) throw new AllServersFailed(error.kind, error.tried, sent > 0);
    const missing = error instanceof TnvError && error.errorNumber === ErrorNumber.notFound;
    if (!missing || sent < 2) throw error;
    sometimes('client.goneIsSuccess');
  }
}
