import type { UploadSource } from '../../../src/client/uploadSource.ts';
import { contentOf } from '../content.ts';
import type { OperationContext, Performer } from './operationContext.ts';

const CHANCE_OF_SLOWNESS = 0.15;
const PAUSE_MAX_MS = 1_000;
const PIECES_MAX = 200;

/** Stores a file, its content given in pieces of any size, sometimes slowly. */
export const upload: Performer<'upload'> = async (context, operation) => {
  await context.client.upload(context.file, source(context, contentOf(operation.content, operation.size)));
  return { size: operation.size };
};

function source({ prng, site, leisurely }: OperationContext, content: Buffer): UploadSource {
  const slow = leisurely && prng.chance(CHANCE_OF_SLOWNESS);
  const pieceMin = Math.max(1, Math.ceil(content.length / PIECES_MAX));
  return {
    size: content.length,
    state: 'repeatable',
    async *open() {
      for (let at = 0; at < content.length; ) {
        const size = Math.ceil(prng.magnitude(pieceMin, Math.max(content.length, pieceMin + 1)));
        yield content.subarray(at, at + size);
        at += size;
        if (slow) await site.world.sleep(prng.below(PAUSE_MAX_MS));
      }
    },
  };
}
