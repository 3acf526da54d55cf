import type { Network } from '../../host/network.ts';
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

/** What is sent, and where it comes from. */
export interface PartsPlan {
  readonly source: FileSource;
  /** What the bytes come by. */
  readonly network: Pick<Network, 'reuse'>;
  readonly file: FileAddress;
  readonly reads: readonly Read[];
  readonly signal: AbortSignal;
  /** Called when the first storage is about to send; until then a refusal can be told. */
  readonly agreed: () => Promise<void>;
}

/**
 * Sends parts of a file in their order, no faster than taken. Rejects as `sendContent` does.
 * Spec: HTTP-HLS-SEGMENTS, HTTP-NO-WRONG-BYTES.
 */
export async function sendParts(answer: Answer, plan: PartsPlan): Promise<void> {
  const { source, network, file, reads, signal, agreed } = plan;
  let first = true;
  for (const { offset, size, parts } of reads) {
    const content = await source.download(file, { offset, size }, { signal });
    try {
      if (content.size !== size) throw new HttpError(502, 'the storage did not do what it was asked for');
      if (first) await agreed();
      first = false;
      await sendRead(answer, content, offset, parts, network);
    } finally {
      content.close();
    }
  }
  if (first) await agreed();
}

async function sendRead(
  answer: Answer,
  content: FileContent,
  offset: number,
  parts: readonly Part[],
  network: PartsPlan['network'],
): Promise<void> {
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
    network.reuse(chunk);
  }
  if (at < offset + content.size) throw new Error(`the storage ended before the ${content.size} bytes it announced`);
}
