import { encodeFailure, encodeReply } from '../wire/layout.ts';
import type { Library } from './library.ts';
import type { Peer } from './peer.ts';
import { numberOf, type SeenRequest } from './seenRequest.ts';

/** How long an honest storage waits for the next piece of content. */
const CONTENT_PATIENCE_MS = 60_000;
/** Files of a page at most. */
const PAGE_MAX = 2;
/** Content that a played storage keeps in memory at most. */
const CONTENT_MAX = 64 * 1024 * 1024;

/** Does what an honest storage does with a request; resolves to its reply. */
export async function honestStorage(request: SeenRequest, peer: Peer, library: Library): Promise<Buffer> {
  if (request.name === 'UPLOAD') {
    const size = numberOf(request, 'size');
    if (size < 0 || size > CONTENT_MAX) return refusal(413, `${size} bytes are too many`);
    const content = await takeContent(request, peer, size);
    if (library.find(request) !== undefined) return refusal(409, 'the file exists');
    library.put(request, content);
    return encodeReply('UPLOAD');
  }
  if (request.name === 'LIST') return page(request, library);
  const content = library.find(request);
  if (content === undefined) return refusal(404, 'no such file');
  if (request.name === 'DESCRIBE') {
    library.describe(request);
    return encodeReply('DESCRIBE');
  }
  if (request.name === 'FILESIZE') return encodeReply('FILESIZE', { size: BigInt(content.length) });
  if (request.name === 'DOWNLOAD') return part(content, numberOf(request, 'offset'), numberOf(request, 'size'));
  library.remove(request);
  return encodeReply('DELETE');
}

/** Reads `size` bytes of the content of an UPLOAD, and counts them. Rejects with a `PeerGone`. */
export async function takeContent(request: SeenRequest, peer: Peer, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let left = size; left > 0; ) {
    const piece = await peer.takeSome(left, CONTENT_PATIENCE_MS);
    request.contentBytes += piece.length;
    parts.push(piece);
    left -= piece.length;
  }
  return Buffer.concat(parts);
}

/** A page, which is short, so that there are several. */
function page(request: SeenRequest, library: Library): Buffer {
  const limit = numberOf(request, 'limit');
  const behind = library.behind(request);
  const files = behind.slice(0, limit === 0 ? PAGE_MAX : Math.min(limit, PAGE_MAX));
  return encodeReply('LIST', {
    more: behind.length > files.length ? 1 : 0,
    files: files.map((file) => ({ ...file, uploaded: 0n })),
  });
}

function part(content: Buffer, offset: number, size: number): Buffer {
  if (offset < 0 || size < 0 || offset > content.length || offset + size > content.length) {
    return refusal(416, 'offset or size out of range');
  }
  const end = size === 0 ? content.length : offset + size;
  return encodeReply('DOWNLOAD', { content: content.subarray(offset, end) });
}

function refusal(number: number, text: string): Buffer {
  return encodeFailure('storage', number, `[kit] ${text}`);
}
