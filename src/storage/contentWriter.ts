import type { BufferPool } from '../host/bufferPool.ts';
import type { WritableFile } from '../host/disk.ts';
import type { Content } from '../server/content.ts';

/** Bytes gathered before they are written: all the content an upload ever holds in memory. Spec: UPLOAD-BOUNDED. */
export const GATHER_SIZE = 256 * 1024;
/** As many if others use up what is shared. Spec: CONN-MEMORY. */
const GATHER_SIZE_MIN = 32 * 1024;

/** Chunks gathered before they are written, however small: a chunk costs memory beside its bytes. */
const CHUNKS_MAX = 256;

/**
 * Appends the content to `file` as it comes, in pieces of `GATHER_SIZE`, without copying. Rejects with a `DiskError`,
 * or with what `content.next` rejects with. Spec: UPLOAD-BOUNDED.
 */
export async function writeContent(content: Content, file: WritableFile, buffers: BufferPool): Promise<void> {
  let chunks: Buffer[] = [];
  let gathered = 0;
  let granted = 0;
  try {
    for (;;) {
      const chunk = await content.next(GATHER_SIZE_MIN + granted - gathered);
      if (chunk === null) break;
      chunks.push(chunk);
      gathered += chunk.length;
      if (gathered === GATHER_SIZE_MIN) granted = buffers.take(GATHER_SIZE - GATHER_SIZE_MIN);
      if (gathered < GATHER_SIZE_MIN + granted && chunks.length < CHUNKS_MAX) continue;
      await file.append(chunks);
      chunks = [];
      gathered = 0;
      buffers.give(granted);
      granted = 0;
    }
    if (gathered > 0) await file.append(chunks);
  } finally {
    buffers.give(granted);
  }
}
