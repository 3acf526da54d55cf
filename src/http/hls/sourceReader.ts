import type { FileAddress } from '../../protocol/fileAddress.ts';
import type { FileSource } from '../fileSource.ts';
import { HttpError } from '../httpError.ts';

/** Reads a part of a file into memory. Rejects as the source does, and with an `HttpError` 502 when it sends too little or too much. */
export async function readPart(
  source: FileSource,
  file: FileAddress,
  range: { readonly offset: number; readonly size: number },
  signal: AbortSignal,
): Promise<Buffer> {
  const content = await source.download(file, range, { signal });
  try {
    const bytes = Buffer.allocUnsafe(range.size);
    let filled = 0;
    for await (const chunk of content.chunks) {
      if (filled + chunk.length > range.size) break;
      filled += chunk.copy(bytes, filled);
    }
    if (filled !== range.size) throw new HttpError(502, 'the storage did not do what it was asked for');
    return bytes;
  } finally {
    content.close();
  }
}
