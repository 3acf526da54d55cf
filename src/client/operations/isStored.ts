import { createHash } from 'node:crypto';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import type { ClientParts } from '../clientParts.ts';
import type { UploadSource } from '../uploadSource.ts';
import { download } from './download.ts';

/**
 * Whether `file` holds exactly the content of `source`: reads both. Rejects like `download`, and with what the source
 * throws. Spec: CLIENT-RESEND.
 */
export async function isStored(
  parts: ClientParts,
  file: FileAddress,
  source: UploadSource,
  signal: AbortSignal,
): Promise<boolean> {
  const stored = await download(parts, file, { offset: 0, size: 0 }, signal);
  if (stored.size !== source.size) {
    stored.close();
    return false;
  }
  return (await digest(stored.chunks, signal)).equals(await digest(source.open(signal), signal));
}

async function digest(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest();
}
