import type { HttpRequest } from '../../host/http.ts';
import { HttpError } from '../httpError.ts';
import type { FileNote } from '../library.ts';

type RequestHeaders = HttpRequest['headers'];

/** Bytes that fit into a description. */
const NAME_BYTES_MAX = 255;
const TYPE_BYTES_MAX = 127;

const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/;

/** Bytes of the content to come. Throws an `HttpError` 411 when that is not said. Spec: HTTP-WRITE-WHOLE. */
export function contentLength(headers: RequestHeaders): number {
  const length = headers['content-length'];
  if (length === undefined || headers['transfer-encoding'] !== undefined) {
    throw new HttpError(411, 'an upload must say its length: content-length');
  }
  const size = Number(length);
  if (!/^\d+$/.test(length) || !Number.isSafeInteger(size)) throw new HttpError(413, 'no file is as large as that');
  return size;
}

/** What an upload says of its content. Throws an `HttpError` 400 for a name that cannot be read. Spec: HTTP-WRITE-NAME. */
export function noteOf(headers: RequestHeaders): FileNote {
  return { name: fileName(headers['x-file-name'] ?? ''), type: mediaType(headers['content-type'] ?? '') };
}

/** The last part of a path, without what cannot be shown, and as much of it as fits: the start and the extension. */
function fileName(encoded: string): string {
  const base = percentDecode(encoded).replace(/^.*[/\\]/s, '');
  const name = base
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  if (Buffer.byteLength(name) <= NAME_BYTES_MAX) return name;
  const extension = /\.[^.]{1,16}$/.exec(name)?.[0] ?? '';
  return startOf(name, NAME_BYTES_MAX - Buffer.byteLength(extension)) + extension;
}

/** As many whole characters from the start as `bytesMax` bytes hold. */
function startOf(text: string, bytesMax: number): string {
  let bytes = 0;
  let start = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) break;
    start += character;
  }
  return start;
}

/** Without parameters; empty when it is none. */
function mediaType(header: string): string {
  const type = (header.split(';')[0] ?? '').trim().toLowerCase();
  return MEDIA_TYPE.test(type) && type.length <= TYPE_BYTES_MAX ? type : '';
}

function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new HttpError(400, 'x-file-name is not percent-encoded UTF-8', {}, { cause: error });
  }
}
