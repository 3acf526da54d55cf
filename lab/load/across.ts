import { digestOf } from '../../sim/chaos/content.ts';
import { APPID } from '../../sim/chaos/names.ts';
import { type Address, formatAddress } from '../../src/host/address.ts';
import type { Host } from '../../src/host/host.ts';
import { Caller } from '../../test/storage/caller.ts';

/**
 * Uploads through one storage and reads at once through others of its group; resolves to the milliseconds from the
 * acknowledgement to the right bytes, by reader. Rejects when one does not have them at its first try.
 */
export async function across(
  host: Host,
  upload: Address,
  readers: readonly Address[],
  file: { readonly userid: string; readonly fileid: string },
  content: Buffer,
): Promise<number[]> {
  const address = { appid: APPID, ...file };
  const callers = await Promise.all([upload, ...readers].map((storage) => Caller.connect(host, storage)));
  const [writer, ...others] = callers;
  try {
    const stored = await writer?.upload(address, content);
    if (stored !== 'ok') throw new Error(`${formatAddress(upload)} refused the upload with ${stored}`);
    const startMs = performance.now();
    return await Promise.all(
      others.map(async (caller, at) => {
        const bytes = await caller.download(address);
        const reader = formatAddress(readers[at] ?? upload);
        if (typeof bytes === 'number') throw new Error(`${reader} refused the read with ${bytes}`);
        if (digestOf(bytes) !== digestOf(content)) throw new Error(`${reader} gave ${bytes.length} other bytes`);
        return performance.now() - startMs;
      }),
    );
  } finally {
    for (const caller of callers) caller.connection.abort();
  }
}
