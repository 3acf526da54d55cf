import { readBoxHeader } from './mp4/boxes.ts';
import { unsuited } from './mp4/unsuited.ts';

/** Reads a part of a file. */
export type ReadPart = (offset: number, size: number) => Promise<Buffer>;

/** What an MP4 or QuickTime file may begin with. */
const FIRST_TYPES: readonly string[] = ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'uuid'];
/** Boxes looked at before the index; two or three are usual. */
const BOXES_MAX = 100;
/** Bytes that are read at once on the way: a short film's whole index, often. */
const WINDOW = 16 * 1024;
/** Bytes of an index; that of a film of two hours has four to six million. */
const MOOV_MAX = 32 * 1024 * 1024;

/**
 * Finds the index of an MP4 file of `fileSize` bytes, wherever in it, reading little else, and gives its body.
 * Rejects with an `HttpError` 415, and as `read` does. Spec: HTTP-HLS-BOUNDED.
 */
export async function findMoov(fileSize: number, read: ReadPart): Promise<Buffer> {
  let at = 0;
  let window: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };
  for (let boxes = 0; at < fileSize; boxes++) {
    if (boxes === BOXES_MAX) throw unsuited('its index does not come for too long');
    const ahead = window.bytes.length - (at - window.start);
    if (ahead < Math.min(16, fileSize - at)) {
      window = { start: at, bytes: await read(at, Math.min(WINDOW, fileSize - at)) };
    }
    const within = at - window.start;
    const first = window.bytes.toString('latin1', within + 4, within + 8);
    if (at === 0 && !FIRST_TYPES.includes(first)) throw unsuited('it is no MP4');
    const { type, headerSize, size } = readBoxHeader(window.bytes, within, fileSize - at);
    if (type === 'moov') {
      if (size > MOOV_MAX) throw unsuited(`its index of ${size} bytes is too large`);
      const [start, end] = [within + headerSize, within + size];
      if (end <= window.bytes.length) return window.bytes.subarray(start, end);
      return size === headerSize ? Buffer.alloc(0) : read(at + headerSize, size - headerSize);
    }
    at += size;
  }
  throw unsuited('it has no index');
}
