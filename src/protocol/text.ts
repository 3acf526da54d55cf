import { isUtf8 } from 'node:buffer';
import { malformed } from './malformed.ts';

/**
 * Writes `text` as a NUL-terminated UTF-8 field of `width` bytes, padded with NULs; `target` is zeroed there.
 * Throws a malformed `TnvError` when the text and its NUL do not fit, when the text itself holds a NUL, or half of a
 * surrogate pair, which UTF-8 cannot say.
 * Spec: WIRE-TEXT.
 */
export function writeText(target: Buffer, offset: number, width: number, field: string, text: string): void {
  const size = Buffer.byteLength(text);
  if (size >= width) {
    throw malformed(`${field} has ${size} bytes, at most ${width - 1} fit`);
  }
  if (text.includes('\0')) throw malformed(`${field} contains a NUL`);
  if (!text.isWellFormed()) throw malformed(`${field} contains half of a surrogate pair`);
  target.write(text, offset, size, 'utf8');
}

/**
 * Reads a NUL-terminated UTF-8 field of `width` bytes; whatever follows the first NUL is ignored.
 * Throws a malformed `TnvError` without a NUL inside the width, or with bytes that are not UTF-8.
 * Spec: WIRE-TEXT.
 */
export function readText(source: Buffer, offset: number, width: number, field: string): string {
  const end = source.indexOf(0, offset);
  if (end < 0 || end >= offset + width) throw malformed(`${field} has no NUL within its ${width} bytes`);
  const text = source.toString('utf8', offset, end);
  // What is no UTF-8 becomes this character, which may also stand there rightly.
  if (text.includes('\uFFFD') && !isUtf8(source.subarray(offset, end))) throw malformed(`${field} is not valid UTF-8`);
  return text;
}

/** Throws a malformed `TnvError` unless a body has exactly `size` bytes. Spec: WIRE-BODY-LENGTH. */
export function expectBodySize(body: Buffer, size: number, packet: string): void {
  if (body.length !== size) throw malformed(`${packet} has a body of ${size} bytes, not ${body.length}`);
}
