import type { WritableFile } from '../host/disk.ts';
import type { Content } from '../server/content.ts';

/** Bytes gathered before they are written: all the content an upload ever holds in memory. Spec: UPLOAD-BOUNDED. */
export const GATHER_SIZE = 256 * 1024;

/** Chunks gathered before they are written, however small: a chunk costs memory beside its bytes. */
const CHUNKS_MAX = 256;

/**
 * Appends the content to `file` as it comes, in pieces of `GATHER_SIZE`, without copying. Rejects with a `DiskError`,
 * or with what `content.next` rejects with. Spec: UPLOAD-BOUNDED.
 */
export async function writeContent(content: Content, file: WritableFile): Promise<void> {
  let chunks: Buffer[] = [];
  let gathered = 0;
  for (;;) {
    const chunk = await content.next(GATHER_SIZE - gathered);
    if (chunk === null) break;
    chunks.push(chunk);
    gathered += chunk.length;
    if (gathered === GATHER_SIZE || chunks.length === CHUNKS_MAX) {
      await file.append(chunks);
      chunks = [];
      gathered = 0;
    }
  }
  if (gathered > 0) await file.append(chunks);
}
