import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BufferPool } from '../host/bufferPool.ts';
import type { WritableFile } from '../host/disk.ts';
import { Content } from '../server/content.ts';
import { ByteReader, EndOfStream } from '../wire/byteReader.ts';
import { GATHER_SIZE, writeContent } from './contentWriter.ts';

const POOL = new BufferPool(1024 * 1024);

/** A file that keeps what is appended, a list of chunks each time. Their memory may be used again afterwards. */
class KeptFile implements WritableFile {
  readonly appended: Uint8Array[][] = [];
  readonly memory = new Set<ArrayBufferLike>();

  async append(chunks: readonly Uint8Array[]): Promise<void> {
    this.appended.push(chunks.map((chunk) => Uint8Array.from(chunk)));
    for (const { buffer } of chunks) this.memory.add(buffer);
  }

  async sync(): Promise<void> {}

  async close(): Promise<void> {}
}

/** Content that comes in these chunks. */
function contentOf(chunks: readonly Buffer[], size = chunks.reduce((sum, chunk) => sum + chunk.length, 0)): Content {
  const waiting = chunks.filter((chunk) => chunk.length > 0);
  const connection = { read: async () => waiting.shift() ?? null, abort() {} };
  const timers = { after: () => ({ cancel() {} }) };
  return new Content(new ByteReader(connection, timers), BigInt(size), 1_000, {
    monotonicMs: () => 0,
    wallMs: () => 0,
    utcOffsetMs: () => 0,
  });
}

const sizeOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { length }) => sum + length, 0);

describe('the writer of content', () => {
  // Spec: UPLOAD-BOUNDED
  it('appends every byte in order, however it is cut into chunks, and never gathers more than its bound', async () => {
    const cuts = fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 600_000 })), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(cuts, async (sizes) => {
        let at = 0;
        const chunks = sizes.map((size) => Buffer.alloc(size, ++at));
        const file = new KeptFile();
        await writeContent(contentOf(chunks), file, POOL);
        expect(Buffer.concat(file.appended.flat()).equals(Buffer.concat(chunks))).toBe(true);
        for (const piece of file.appended) expect(sizeOf(piece)).toBeLessThanOrEqual(GATHER_SIZE);
        for (const piece of file.appended.slice(0, -1)) expect(sizeOf(piece)).toBe(GATHER_SIZE);
      }),
      { numRuns: 50 },
    );
  });

  // Spec: CONN-MEMORY
  it('gathers less when the memory for it is used up, and gives back what it had', async () => {
    for (const free of [0, 1_000, 10_000_000]) {
      const pool = new BufferPool(free);
      const file = new KeptFile();
      await writeContent(contentOf(Array.from({ length: 100 }, (_, at) => Buffer.alloc(20_000, at))), file, pool);
      expect(Math.max(...file.appended.map(sizeOf))).toBe(Math.min(GATHER_SIZE, 32 * 1024 + free));
      expect(sizeOf(file.appended.flat())).toBe(2_000_000);
      expect(pool.taken).toBe(0);
      await expect(writeContent(contentOf([Buffer.alloc(100_000)], 200_000), file, pool)).rejects.toThrow(EndOfStream);
      expect(pool.taken).toBe(0);
    }
  });

  it('does not copy small content, and copies large content into the same memory again and again', async () => {
    const chunk = Buffer.from('abc');
    const file = new KeptFile();
    await writeContent(contentOf([chunk]), file, POOL);
    expect([...file.memory]).toEqual([chunk.buffer]);
    const large = new KeptFile();
    await writeContent(contentOf(Array.from({ length: 200 }, () => Buffer.alloc(65_536))), large, POOL);
    expect(large.appended).toHaveLength(50);
    expect(large.memory.size).toBe(1);
  });

  // Spec: UPLOAD-BOUNDED
  it('does not let tiny chunks pile up', async () => {
    const file = new KeptFile();
    await writeContent(contentOf(Array.from({ length: 10_000 }, () => Buffer.from('x'))), file, POOL);
    expect(Math.max(...file.appended.map((piece) => piece.length))).toBeLessThanOrEqual(256);
    expect(sizeOf(file.appended.flat())).toBe(10_000);
  });

  it('writes nothing for empty content, and fails when the peer ends early', async () => {
    const file = new KeptFile();
    await writeContent(contentOf([]), file, POOL);
    expect(file.appended).toEqual([]);
    await expect(writeContent(contentOf([Buffer.from('abc')], 4), file, POOL)).rejects.toThrow(EndOfStream);
  });
});
