import { createHash, hash } from 'node:crypto';

/** The bytes of an upload: the same ones for the same seed, different ones for another; any part of them differs. */
export function contentOf(seed: number, size: number): Buffer {
  const words = new Int32Array(Math.ceil(size / 4));
  const first = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1);
  for (let at = 0; at < words.length; at++) {
    const word = Math.imul(first + at, 0x85ebca6b);
    words[at] = Math.imul(word ^ (word >>> 15), 0xc2b2ae35);
  }
  return Buffer.from(words.buffer, 0, size);
}

/** SHA-256, hexadecimal. */
export function digestOf(...chunks: readonly Uint8Array[]): string {
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1) return hash('sha256', first);
  const all = createHash('sha256');
  for (const chunk of chunks) all.update(chunk);
  return all.digest('hex');
}
