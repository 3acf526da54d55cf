import { digestOf } from '../../sim/chaos/content.ts';
import { APPID } from '../../sim/chaos/names.ts';
import { type Address, formatAddress } from '../../src/host/address.ts';
import type { Host } from '../../src/host/host.ts';
import { ErrorNumber } from '../../src/protocol/errorNumber.ts';
import { Caller } from '../../test/storage/caller.ts';

/**
 * Uploads through one storage and reads at once through others of its group; then deletes through one of these, and sees
 * at once that it is gone from all. Resolves to the milliseconds from the acknowledgement to the right bytes, by reader.
 * Rejects when a storage is behind at its first try.
 */
export async function across(
  host: Host,
  upload: Address,
  readers: readonly Address[],
  file: { readonly userid: string; readonly fileid: string },
  content: Buffer,
): Promise<number[]> {
  const address = { appid: APPID, ...file };
  const callers = await Promise.all(
    [upload, ...readers].map(async (storage) => ({
      name: formatAddress(storage),
      caller: await Caller.connect(host, storage),
    })),
  );
  const [writer, ...others] = callers;
  const remover = others.at(-1);
  try {
    const stored = await writer?.caller.upload(address, content);
    if (stored !== 'ok') throw new Error(`${writer?.name} refused the upload with ${stored}`);
    const startMs = performance.now();
    const tookMs = await Promise.all(
      others.map(async ({ name, caller }) => {
        const bytes = await caller.download(address);
        if (typeof bytes === 'number') throw new Error(`${name} refused the read with ${bytes}`);
        if (digestOf(bytes) !== digestOf(content)) throw new Error(`${name} gave ${bytes.length} other bytes`);
        return performance.now() - startMs;
      }),
    );
    const removed = await remover?.caller.delete(address);
    if (removed !== 'ok') throw new Error(`${remover?.name} refused the delete with ${removed}`);
    for (const { name, caller } of callers) {
      const gone = await caller.download(address);
      if (gone !== ErrorNumber.notFound) throw new Error(`${name} still has what ${remover?.name} deleted`);
    }
    return tookMs;
  } finally {
    for (const { caller } of callers) caller.connection.abort();
  }
}
