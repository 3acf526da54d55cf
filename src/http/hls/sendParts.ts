import type { FileAddress } from '../../protocol/fileAddress.ts';
import type { Answer } from '../answer.ts';
import type { FileContent, FileSource } from '../fileSource.ts';
import { HttpError } from '../httpError.ts';
import type { Part } from './mp4/mediaSegment.ts';

/** Bytes that are read for nothing rather than asking once more. */
const GAP_MAX = 256 * 1024;
/** Questions for one segment; one or two are usual. */
const READS_MAX = 1000;

/** Parts that are read at one go. */
export interface Read {
  readonly offset: number;
  size: number;
  readonly parts: Part[];
}

/** Joins parts that lie close behind each other. Throws an `HttpError` 415 when too many are left. Spec: HTTP-HLS-BOUNDED. */
export function joined(parts: readonly Part[]): Read[] {
  const reads: Read[] = [];
  for (const part of parts) {
    const last = reads.at(-1);
    const gap = last === undefined ? -1 : part.offset - (last.offset + last.size);
    if (last !== undefined && gap >= 0 && gap <= GAP_MAX) {
      last.size += gap + part.size;
      last.parts.push(part);
    } else if (part.size > 0) {
      reads.push({ offset: part.offset, size: part.size, parts: [part] });
    }
  }
  if (reads.length > READS_MAX) throw new HttpError(415, 'HLS cannot be made of this file: it is scattered too widely');
  return reads;
}

/**
 * Sends parts of a file in their order, no faster than taken. `agreed` is called when the first storage is about to send;
 * until then a refusal can be told. Rejects as `sendContent` does. Spec: HTTP-HLS-SEGMENTS, HTTP-NO-WRONG-BYTES.
 */
export async function sendParts(
  answer: Answer,
  source: FileSource,
  file: FileAddress,
  reads: readonly Read[],
  signal: AbortSignal,
  agreed: () => Promise<void>,
): Promise<void> {
  let first = true;
  for (const { offset, size, parts } of reads) {
    const content = await source.download(file, { offset, size }, { signal });
    try {
      if (content.size !== size) throw new HttpError(502, 'the storage did not do what it was asked for');
      if (first) await agreed();
      first = false;
      await sendRead(answer, content, offset, parts);
    } finally {
      content.close();
    }
  }
  if (first) await agreed();
}

async function sendRead(answer: Answer, content: FileContent, offset: number, parts: readonly Part[]): Promise<void> {
  let at = offset;
  let next = 0;
  for await (const chunk of content.chunks) {
    const end = at + chunk.length;
    if (end > offset + content.size)
      throw new Error(`the storage sent more than the ${content.size} bytes it announced`);
    for (let part = parts[next]; part !== undefined && part.offset < end; part = parts[next]) {
      const partEnd = part.offset + part.size;
      const piece = chunk.subarray(Math.max(0, part.offset - at), Math.min(end, partEnd) - at);
      if (piece.length > 0) await answer.write(piece);
      if (partEnd > end) break;
      next++;
    }
    at = end;
  }
  if (at < offset + content.size) throw new Error(`the storage ended before the ${content.size} bytes it announced`);
}
