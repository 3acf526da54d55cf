/** The file that downloads are of. */
export const LARGE = { fileid: 'large', size: 64 * 1024 * 1024 };

/** What stands in files from byte `offset` on. */
export function contentOf(offset: number, size: number): Buffer {
  const content = Buffer.alloc(size);
  for (let at = 0; at < size; at++) content[at] = ((offset + at) * 31) ^ ((offset + at) >> 8);
  return content;
}
