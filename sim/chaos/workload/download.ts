import { digestOf } from '../content.ts';
import type { Performer } from './operationContext.ts';

const CHANCE_OF_SLOWNESS = 0.15;
const PAUSE_MAX_MS = 1_000;

/** Reads a part of a file, sometimes slowly. */
export const download: Performer<'download'> = async ({ client, file, prng, site, leisurely }, { offset, size }) => {
  const slow = leisurely && prng.chance(CHANCE_OF_SLOWNESS);
  const { size: expected, chunks } = await client.download(file, { offset, size });
  const received: Buffer[] = [];
  for await (const chunk of chunks) {
    received.push(chunk);
    if (slow) await site.world.sleep(prng.below(PAUSE_MAX_MS));
  }
  const bytes = received.reduce((sum, chunk) => sum + chunk.length, 0);
  // A client that gives less than it announced must have said so by an error.
  if (bytes !== expected) throw new Error(`the client gave ${bytes} bytes of ${expected} and no error`);
  return { size: bytes, digest: digestOf(...received) };
};
