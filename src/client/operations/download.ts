import { ReplyCommand } from '../../protocol/command.ts';
import { encodeDownloadRequest } from '../../protocol/download.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import type { ClientParts } from '../clientParts.ts';
import type { Download, DownloadRange } from '../download.ts';
import { Incoming } from '../incoming.ts';
import type { Link } from '../link.ts';
import { perform } from '../request.ts';
import { onStorages } from './onStorages.ts';

/**
 * Asks for a part of a file; resolves when a storage has agreed to send it. `signal` gives it up at any moment until
 * its end; `onEnd` is called when nothing of it is held any more, be it before this resolves. What a storage sends
 * beyond or instead of the bytes asked for is never passed on.
 * Rejects like `onStorages`. Spec: CLIENT-RESUME, CLIENT-NO-WRONG-BYTES.
 */
export async function download(
  parts: ClientParts,
  file: FileAddress,
  range: DownloadRange,
  signal: AbortSignal,
  onEnd: () => void = () => {},
): Promise<Download> {
  const { servers, locations, config } = parts;
  try {
    const { link, size } = await open(parts, file, range, signal);
    return new Incoming(
      {
        offset: range.offset,
        size,
        timeoutMs: config.requestTimeoutMs,
        signal,
        open: async (offset, left) => (await open(parts, file, { offset, size: left }, signal)).link,
        putBack: (done) => servers.pool.putBack(done),
        drop: (broken) => servers.pool.drop(broken),
        onTrouble(broken) {
          servers.failed(broken.address);
          locations.forget(file);
        },
        onEnd,
      },
      link,
    );
  } catch (error) {
    onEnd();
    throw error;
  }
}

/** The link that the bytes come on, and how many of them: as many as asked for, if a number was. */
function open(
  parts: ClientParts,
  file: FileAddress,
  { offset, size }: DownloadRange,
  signal: AbortSignal,
): Promise<{ link: Link; size: number }> {
  const packet = encodeDownloadRequest({ ...file, offset: BigInt(offset), size: BigInt(size) });
  const request = {
    replyCommand: ReplyCommand.storage,
    bodySizes: size === 0 ? ([0, Number.MAX_SAFE_INTEGER] as const) : ([size, size] as const),
    timeoutMs: parts.config.requestTimeoutMs,
    signal,
    send(link: Link): true {
      link.send(packet);
      return true;
    },
    receive: (link: Link, bodySize: number) => ({ link, size: bodySize }),
  };
  return onStorages(parts, file, (storage) => perform(parts.servers.pool, storage, request), signal);
}
