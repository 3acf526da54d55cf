import { parseAddress } from '../../../src/host/address.ts';
import { ConnectionLost } from '../../../src/host/networkErrors.ts';
import { encodeUploadRequest } from '../../../src/protocol/upload.ts';
import { contentOf } from '../content.ts';
import type { Performer } from './operationContext.ts';

const TIMEOUT_MS = 5_000;
const STAY_MAX_MS = 5_000;

/** Begins an upload in plain protocol, sends a part of the content or all of it, and goes away without a word. */
export const cutUpload: Performer<'cutUpload'> = async (
  { client, host, file, prng, site },
  { content, size, sent },
) => {
  const { addresses } = await client.locate(file);
  const storage = parseAddress(addresses[prng.below(addresses.length)] ?? '');
  if (storage === undefined) throw new Error('a tracker named no storage');
  const connection = await host.network.connect(storage, { timeoutMs: TIMEOUT_MS });
  try {
    const write = connection.write(
      encodeUploadRequest({ ...file, size: BigInt(size) }),
      contentOf(content, size).subarray(0, sent),
    );
    write.catch(() => {});
    await Promise.race([write, site.world.sleep(TIMEOUT_MS)]);
    if (prng.chance(0.5)) await site.world.sleep(prng.below(STAY_MAX_MS));
  } finally {
    connection.abort();
  }
  throw new ConnectionLost('the client went away');
};
