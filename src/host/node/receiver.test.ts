import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BufferPool } from '../bufferPool.ts';
import type { Connection } from '../connection.ts';
import { createLog } from './log.ts';
import { NodeNetwork } from './network.ts';
import { LARGE_READ } from './receiveBuffers.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

const server = createServer();
const accepted: Socket[] = [];
let pool: BufferPool;
let network: NodeNetwork;
let connection: Connection;

beforeEach(async () => {
  pool = new BufferPool(8 * MIB);
  network = new NodeNetwork(createLog({ level: 'silent' }), pool);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  [connection] = await Promise.all([connect(), once(server, 'connection')]);
});

server.on('connection', (socket) => {
  socket.on('error', () => undefined);
  accepted.push(socket);
});

afterEach(async () => {
  connection.abort();
  for (const socket of accepted.splice(0)) socket.destroy();
  await once(server.close(), 'close');
});

function connect(host = '127.0.0.1'): Promise<Connection> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return network.connect({ host, port: address.port }, { timeoutMs: 10_000 });
}

function send(...chunks: Buffer[]): void {
  for (const chunk of chunks) accepted.at(-1)?.write(chunk);
}

/** Reads `size` bytes; `onChunk` gets each chunk. */
async function receive(size: number, onChunk: (chunk: Buffer) => void): Promise<void> {
  for (let left = size; left > 0; ) {
    const chunk = await connection.read();
    if (chunk === null) throw new Error(`it ended ${left} bytes too early`);
    left -= chunk.length;
    onChunk(chunk);
  }
}

/** Bytes that differ at every place. */
function content(size: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let state = seed;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

describe('a connection that this side has made', () => {
  it('gives what came, in larger reads than Node.js has, into memory that is used again', async () => {
    const sent = content(16 * MIB);
    send(sent);
    const memory = new Set<ArrayBufferLike>();
    let largest = 0;
    let at = 0;
    await receive(sent.length, (chunk) => {
      expect(chunk.equals(sent.subarray(at, at + chunk.length))).toBe(true);
      at += chunk.length;
      largest = Math.max(largest, chunk.length);
      if (chunk.length > 16 * KIB) memory.add(chunk.buffer);
      network.reuse(chunk);
    });
    expect(largest).toBeGreaterThan(64 * KIB);
    expect(memory.size).toBeLessThanOrEqual(4);
  });

  it('never overwrites what was not given back, whatever comes and whichever was', async () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 * KIB }), fc.integer({ min: 1, max: MIB })), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(sizes, fc.infiniteStream(fc.boolean()), async (lengths, returned) => {
        const sent = lengths.map((length, at) => content(length, at));
        send(...sent);
        const whole = Buffer.concat(sent);
        const kept: { chunk: Buffer; at: number }[] = [];
        let at = 0;
        await receive(whole.length, (chunk) => {
          expect(chunk.equals(whole.subarray(at, at + chunk.length))).toBe(true);
          if (returned.next().value) network.reuse(chunk);
          else kept.push({ chunk, at });
          at += chunk.length;
        });
        for (const { chunk, at } of kept) expect(chunk.equals(whole.subarray(at, at + chunk.length))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('takes memory back once, and only its own', () => {
    const own = Buffer.alloc(LARGE_READ, 1);
    network.reuse(own);
    network.reuse(own);
    expect(own.every((byte) => byte === 1)).toBe(true);
  });

  // Spec: CONN-MEMORY
  it('holds little when replies are small again, and nothing when it is closed', async () => {
    send(content(4 * MIB));
    await receive(4 * MIB, (chunk) => network.reuse(chunk));
    expect(pool.taken).toBe(2 * LARGE_READ);
    send(content(20));
    await receive(20, () => undefined);
    expect(pool.taken).toBe(0);
    send(content(4 * MIB));
    await receive(4 * MIB, (chunk) => network.reuse(chunk));
    expect(pool.taken).toBe(2 * LARGE_READ);
    connection.abort();
    await connection.closed;
    expect(pool.taken).toBe(0);
  });

  // Spec: CONN-MEMORY
  it('reads little at a time while others have the memory', async () => {
    pool.take(pool.size);
    const sent = content(MIB);
    send(sent);
    const chunks: Buffer[] = [];
    await receive(sent.length, (chunk) => chunks.push(chunk));
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(16 * KIB);
    expect(Buffer.concat(chunks).equals(sent)).toBe(true);
  });

  it('leaves with the sender what nobody reads', async () => {
    const sender = accepted.at(-1) as Socket;
    send(content(32 * MIB));
    await expect.poll(() => pool.taken).toBeGreaterThan(0);
    await expect.poll(() => sender.writableLength).toBeGreaterThan(0);
    expect(pool.taken).toBeLessThanOrEqual(3 * LARGE_READ);
    let bytes = 0;
    await receive(32 * MIB, (chunk) => {
      bytes += chunk.length;
    });
    expect(bytes).toBe(32 * MIB);
  });

  it('is given what came also when it was made by name', async () => {
    const named = await connect('localhost');
    try {
      accepted.at(-1)?.end(content(20));
      expect(await named.read()).toEqual(content(20));
    } finally {
      named.abort();
    }
  });

  it('tells the end after the last byte', async () => {
    const sent = content(MIB);
    accepted.at(-1)?.end(sent);
    const chunks: Buffer[] = [];
    await receive(MIB, (chunk) => chunks.push(chunk));
    expect(await connection.read()).toBeNull();
    expect(Buffer.concat(chunks).equals(sent)).toBe(true);
  });
});
