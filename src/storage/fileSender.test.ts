import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BufferPool } from '../host/bufferPool.ts';
import type { Connection } from '../host/connection.ts';
import { DiskError, type ReadableFile } from '../host/disk.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { Turns } from '../host/turns.ts';
import { decodeHead, HEAD_SIZE } from '../protocol/head.ts';
import { replyWithPart } from './fileSender.ts';
import { PIECE_SIZE, PIECE_SIZE_MIN } from './pieces.ts';

const SHARED = { buffers: new BufferPool(1024 * 1024), reads: new Turns(3) };
const FILE_SIZE = 5 * PIECE_SIZE + 17;
const BYTES = Buffer.alloc(FILE_SIZE, 'a film, a film, all of it prime').map((byte, at) => byte ^ (at >> 8));

/** A file of `there` bytes that says it has `FILE_SIZE`. */
class FakeFile implements ReadableFile {
  readonly size = FILE_SIZE;
  readonly there: number;
  readonly bytesAsked: number[] = [];
  open = true;

  constructor(there = FILE_SIZE) {
    this.there = there;
  }

  async readAt(target: Uint8Array, position: number): Promise<number> {
    if (!this.open) throw new DiskError('io', 'closed');
    this.bytesAsked.push(target.length);
    // Not at once: a buffer that is given away too early would be overwritten while it is being sent.
    await Promise.resolve();
    const bytes = BYTES.subarray(position, Math.min(this.there, position + target.length));
    target.set(bytes);
    return bytes.length;
  }

  async close(): Promise<void> {
    this.open = false;
  }
}

/** A connection that takes its time, and takes at most `most` bytes. */
function wire(most = Number.POSITIVE_INFINITY): { connection: Connection; sent: () => Buffer } {
  const parts: Buffer[] = [];
  let size = 0;
  const connection = {
    async write(...chunks: readonly Uint8Array[]) {
      for (let tick = 0; tick < 5; tick++) await Promise.resolve();
      for (const chunk of chunks) {
        size += chunk.length;
        if (size > most) throw new ConnectionLost('cut');
        parts.push(Buffer.from(chunk));
      }
    },
  };
  return { connection: connection as unknown as Connection, sent: () => Buffer.concat(parts) };
}

describe('a reply with part of a file', () => {
  it('is its head and exactly those bytes, and closes the file', async () => {
    const part = fc
      .tuple(fc.integer({ min: 0, max: FILE_SIZE }), fc.integer({ min: 0, max: FILE_SIZE }))
      .map(([one, other]) => ({ start: Math.min(one, other), length: Math.abs(one - other) }));
    await fc.assert(
      fc.asyncProperty(part, async (range) => {
        const file = new FakeFile();
        const reply = await replyWithPart(file, () => range, SHARED);
        const { connection, sent } = wire();
        if (Buffer.isBuffer(reply)) await connection.write(reply);
        else {
          expect(reply.contentSize).toBe(range.length);
          await reply.send(connection);
        }
        expect(decodeHead(sent().subarray(0, HEAD_SIZE))).toEqual({
          bodyLength: BigInt(range.length),
          command: 102,
          status: 0,
        });
        expect(
          sent()
            .subarray(HEAD_SIZE)
            .equals(BYTES.subarray(range.start, range.start + range.length)),
        ).toBe(true);
        expect(file.open).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  // Spec: CONN-MEMORY
  it('goes in pieces as large as there is memory for, small ones at least, and gives all of it back', async () => {
    const sizes = fc.integer({ min: 1, max: FILE_SIZE - 3 });
    const pools = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 * PIECE_SIZE }));
    await fc.assert(
      fc.asyncProperty(sizes, pools, async (length, poolSize) => {
        const pool = new BufferPool(poolSize);
        const file = new FakeFile();
        const reply = await replyWithPart(file, () => ({ start: 3, length }), { buffers: pool, reads: new Turns(1) });
        const { connection, sent } = wire();
        if (Buffer.isBuffer(reply)) await connection.write(reply);
        else await reply.send(connection);
        expect(
          sent()
            .subarray(HEAD_SIZE)
            .equals(BYTES.subarray(3, 3 + length)),
        ).toBe(true);
        const largest = Math.max(...file.bytesAsked);
        const pieces = file.bytesAsked.length > 1 ? 2 : 1;
        expect(pieces * (largest - PIECE_SIZE_MIN)).toBeLessThanOrEqual(poolSize);
        expect(pool.taken).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('reads a small part once, exactly', async () => {
    const file = new FakeFile();
    await replyWithPart(file, () => ({ start: 100, length: 50 }), SHARED);
    expect(file.bytesAsked).toEqual([50]);
    const empty = new FakeFile();
    await replyWithPart(empty, () => ({ start: FILE_SIZE, length: 0 }), SHARED);
    expect(empty.bytesAsked).toEqual([]);
  });

  it('fails when the file ends early: at once when it is small, in the middle when it is not', async () => {
    const small = new FakeFile(10);
    await expect(replyWithPart(small, () => ({ start: 0, length: 11 }), SHARED)).rejects.toThrow(DiskError);
    expect(small.open).toBe(false);

    const large = new FakeFile(3 * PIECE_SIZE);
    const reply = await replyWithPart(large, () => ({ start: 0, length: FILE_SIZE }), SHARED);
    const { connection, sent } = wire();
    if (Buffer.isBuffer(reply)) throw new Error('sent whole');
    await expect(reply.send(connection)).rejects.toThrow(DiskError);
    expect(
      sent()
        .subarray(HEAD_SIZE)
        .equals(BYTES.subarray(0, 3 * PIECE_SIZE)),
    ).toBe(true);
    expect(large.open).toBe(false);
  });

  it('closes the file when the connection is lost or the range is refused', async () => {
    const file = new FakeFile();
    const reply = await replyWithPart(file, () => ({ start: 0, length: FILE_SIZE }), SHARED);
    if (Buffer.isBuffer(reply)) throw new Error('sent whole');
    await expect(reply.send(wire(2 * PIECE_SIZE).connection)).rejects.toThrow(ConnectionLost);
    expect(file.open).toBe(false);

    const refused = new FakeFile();
    await expect(
      replyWithPart(
        refused,
        () => {
          throw new RangeError('no');
        },
        SHARED,
      ),
    ).rejects.toThrow(RangeError);
    expect(refused.open).toBe(false);
  });
});
