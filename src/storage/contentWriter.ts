import type { BufferPool } from '../host/bufferPool.ts';
import type { WritableFile } from '../host/disk.ts';
import type { Content } from '../server/content.ts';
import { PIECE_SIZE, PIECE_SIZE_MIN, PIECES } from './pieces.ts';

/** Bytes gathered before they are written: all the content an upload ever holds in memory. Spec: UPLOAD-BOUNDED. */
export const GATHER_SIZE = PIECE_SIZE;
/** As many if others use up what is shared. Spec: CONN-MEMORY. */
const GATHER_SIZE_MIN = PIECE_SIZE_MIN;

/** Chunks gathered before they are written, however small: a chunk costs memory beside its bytes. */
const CHUNKS_MAX = 256;

/**
 * Appends the content to `file` as it comes, in pieces of `GATHER_SIZE`. What comes of a large one is copied: the
 * network's buffers are gone at once then; ones that are held until they are written cost the collector far more.
 * Rejects with a `DiskError`, or with what `content.next` rejects with. Spec: UPLOAD-BOUNDED.
 */
export async function writeContent(content: Content, file: WritableFile, buffers: BufferPool): Promise<void> {
  let chunks: Buffer[] = [];
  let gathered = 0;
  let granted = 0;
  /** Where chunks are copied to, once it is worth it. */
  let piece: Buffer | undefined;
  try {
    for (;;) {
      const chunk = await content.next(GATHER_SIZE_MIN + granted - gathered);
      if (chunk === null) break;
      if (piece === undefined) chunks.push(chunk);
      else chunk.copy(piece, gathered);
      gathered += chunk.length;
      if (gathered === GATHER_SIZE_MIN) {
        granted = buffers.take(GATHER_SIZE - GATHER_SIZE_MIN);
        if (gathered + granted === GATHER_SIZE) {
          piece = PIECES.take();
          copyAll(chunks, piece);
          chunks = [];
        }
      }
      if (gathered < GATHER_SIZE_MIN + granted && chunks.length < CHUNKS_MAX) continue;
      await file.append(piece === undefined ? chunks : [piece.subarray(0, gathered)]);
      if (piece !== undefined) PIECES.giveBack(piece);
      piece = undefined;
      chunks = [];
      gathered = 0;
      buffers.give(granted);
      granted = 0;
    }
    if (gathered > 0) await file.append(piece === undefined ? chunks : [piece.subarray(0, gathered)]);
  } finally {
    buffers.give(granted);
  }
}

function copyAll(chunks: readonly Buffer[], target: Buffer): void {
  let at = 0;
  for (const chunk of chunks) at += chunk.copy(target, at);
}
