import { type Address, formatAddress } from '../../host/address.ts';
import { sometimes } from '../../host/probe.ts';
import { ReplyCommand } from '../../protocol/command.ts';
import { ErrorNumber } from '../../protocol/errorNumber.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import { TnvError } from '../../protocol/tnvError.ts';
import { encodeUploadRequest } from '../../protocol/upload.ts';
import { AllServersFailed, type FailedAttempt } from '../allServersFailed.ts';
import type { ClientParts } from '../clientParts.ts';
import type { Link } from '../link.ts';
import { perform } from '../request.ts';
import { sendContent } from '../sendContent.ts';
import { isTrouble, isUnanswered } from '../trouble.ts';
import { SourceError, type UploadSource } from '../uploadSource.ts';
import { isStored } from './isStored.ts';
import { onStorages } from './onStorages.ts';

/** A storage is given a millisecond for so many bytes to make them durable, beside the usual time limit. */
const SETTLE_BYTES_PER_MS = 10_000;

/** How an upload is done. */
export interface UploadOptions {
  /** Gives the upload up; its reason is thrown. The file may be stored all the same when all of it was sent. */
  readonly signal?: AbortSignal;
  /** Called with the bytes of content handed over so far; starts over when the content is sent again. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * Stores `source` as `file`. Content that got no answer is sent again, to the next storage, as far as it can be read
 * again. If a storage then says that the file exists, or does not say why it refuses, and the file has the same bytes, an
 * earlier attempt did arrive: success.
 * Rejects with the `TnvError` of a refusal, a `SourceError`, an `AllServersFailed` (which tells whether the file may be
 * stored all the same), the reason of the signal. Spec: CLIENT-RESEND, MIX-RESEND.
 */
export async function upload(
  parts: ClientParts,
  file: FileAddress,
  source: UploadSource,
  options: UploadOptions,
  signal: AbortSignal,
): Promise<void> {
  const { host, config, servers } = parts;
  const packet = encodeUploadRequest({ ...file, size: BigInt(source.size) });
  /** Whether all bytes went out on the connection in use. */
  let complete = false;
  /** Whether an attempt that got no answer may have stored the file. */
  let mayBeStored = false;
  let last: FailedAttempt | undefined;

  const send = (link: Link): Promise<boolean> => {
    mayBeStored ||= complete;
    complete = false;
    const onLastBytes = (): void => {
      complete = true;
    };
    const { requestTimeoutMs: timeoutMs } = config;
    return sendContent(link, packet, source, {
      timers: host.timers,
      timeoutMs,
      onLastBytes,
      onProgress: options.onProgress,
    });
  };

  const attempt = async (storage: Address): Promise<void> => {
    try {
      await perform(servers.pool, storage, {
        replyCommand: ReplyCommand.storage,
        bodySizes: [0, 0],
        timeoutMs: config.requestTimeoutMs + source.size / SETTLE_BYTES_PER_MS,
        // Content that can be sent only once is not risked on a connection that may be stale.
        fresh: source.state !== 'repeatable',
        signal,
        send,
        receive: (link) => servers.pool.putBack(link),
      });
    } catch (error) {
      signal.throwIfAborted();
      mayBeStored ||= complete && isUnanswered(error);
      complete = false;
      if (isTrouble(error) && source.state === 'used up') {
        last = { server: formatAddress(storage), error };
        throw new SourceError('the content cannot be sent a second time', { cause: error });
      }
      throw error;
    }
  };

  try {
    await onStorages(parts, file, attempt, signal);
  } catch (error) {
    if (last !== undefined) {
      throw new AllServersFailed('storage', [last], mayBeStored, '; the content cannot be sent a second time');
    }
    if (!mayBeStored) throw error;
    if (error instanceof AllServersFailed) {
      if (error.tried.some(isWithoutReason) && (await isStored(parts, file, source, signal).catch(() => false))) return;
      signal.throwIfAborted();
      throw new AllServersFailed(error.kind, error.tried, true);
    }
    const exists = error instanceof TnvError && error.errorNumber === ErrorNumber.exists;
    if (!exists || !(await isStored(parts, file, source, signal))) throw error;
    sometimes('client.existsIsSuccess');
  }
}

/** Whether a server refused without a number that tells why: the file may exist. Spec: CLIENT-ODD-NUMBER. */
function isWithoutReason({ error }: FailedAttempt): boolean {
  return error instanceof TnvError && (error.errorNumber < 400 || error.errorNumber > 599);
}
