import type { Random } from '../host/random.ts';
import type { ContentRange } from './fileSource.ts';
import type { Headers } from './httpError.ts';
import type { Selection } from './range.ts';

/** What a viewer gets of a file: how the answer begins, and the pieces of its body in order. */
export interface Body {
  readonly status: 200 | 206;
  /** Type, length and range of it. */
  readonly headers: Headers;
  readonly parts: readonly BodyPart[];
  /** Stands after the last part. */
  readonly closing?: Buffer;
}

/** A piece of a file, and what stands before it. */
export interface BodyPart {
  readonly opening?: Buffer;
  readonly range: ContentRange;
}

/**
 * Lays out the answer with what was selected of a file of `size` bytes and type `mime`.
 * Spec: HTTP-NO-WRONG-BYTES, HTTP-RANGE, HTTP-MULTIRANGE.
 */
export function layOut(random: Random, selection: Exclude<Selection, 'none'>, mime: string, size: number): Body {
  if (selection === 'all') return whole(mime, size);
  const [range, ...others] = selection;
  return others.length === 0 ? single(range, mime, size) : multipart(random, selection, mime, size);
}

function whole(mime: string, size: number): Body {
  const headers = { 'content-type': mime, 'content-length': size };
  return { status: 200, headers, parts: size === 0 ? [] : [{ range: { offset: 0, size } }] };
}

function single(range: ContentRange, mime: string, size: number): Body {
  const headers = { 'content-type': mime, 'content-length': range.size, 'content-range': contentRange(range, size) };
  return { status: 206, headers, parts: [{ range }] };
}

/** The boundary is random, so that it stands in nobody's content. */
function multipart(random: Random, ranges: readonly ContentRange[], mime: string, size: number): Body {
  const boundary = random.bytes(16).toString('hex');
  const closing = Buffer.from(`\r\n--${boundary}--\r\n`);
  const parts = ranges.map((range, index) => {
    const delimiter = `${index === 0 ? '' : '\r\n'}--${boundary}\r\n`;
    const fields = `Content-Type: ${mime}\r\nContent-Range: ${contentRange(range, size)}\r\n\r\n`;
    return { opening: Buffer.from(delimiter + fields), range };
  });
  const length = parts.reduce((sum, part) => sum + part.opening.length + part.range.size, closing.length);
  const headers = { 'content-type': `multipart/byteranges; boundary=${boundary}`, 'content-length': length };
  return { status: 206, headers, parts, closing };
}

function contentRange(range: ContentRange, size: number): string {
  return `bytes ${range.offset}-${range.offset + range.size - 1}/${size}`;
}
