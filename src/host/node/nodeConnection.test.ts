import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BufferPool } from '../bufferPool.ts';
import type { Connection } from '../connection.ts';
import { NodeConnection } from './nodeConnection.ts';
import { TurnShare } from './turnShare.ts';

const KIB = 1024;
const FLOOD = 8 * 1024 * KIB;
/** What one read of the system may give beyond a bound. */
const ONE_READ = 64 * KIB;

const server = createServer({ allowHalfOpen: true });
const accepted: Connection[] = [];
const sockets: Socket[] = [];
const senders: Socket[] = [];
let pool: BufferPool;
let turns: TurnShare;

beforeEach(async () => {
  pool = new BufferPool(400 * KIB);
  turns = new TurnShare();
  server.on('connection', (socket) => {
    sockets.push(socket);
    accepted.push(new NodeConnection(socket, pool, turns));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterEach(async () => {
  for (const connection of accepted.splice(0)) connection.abort();
  sockets.splice(0);
  for (const sender of senders.splice(0)) sender.destroy();
  server.removeAllListeners('connection');
  await once(server.close(), 'close');
});

/** Connections that take no more of what their peers send on. */
async function flooded(count: number): Promise<void> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  for (let at = 0; at < count; at++) {
    const sender = connect(address.port, '127.0.0.1');
    senders.push(sender);
    await once(sender, 'connect');
    sender.on('error', () => undefined);
    sender.write(Buffer.alloc(FLOOD));
  }
  // One that only waits for its turn is paused, too.
  await expect.poll(() => turns.waiting === 0 && sockets.filter((socket) => socket.isPaused()).length).toBe(count);
}

describe('what connections have received and nobody has read', () => {
  /** Bytes that a connection gives before it has to wait for the system. */
  async function held(connection: Connection): Promise<number> {
    let bytes = 0;
    for (;;) {
      const chunk = await Promise.race([connection.read(), Promise.resolve().then(() => undefined)]);
      if (chunk === undefined || chunk === null) return bytes;
      bytes += chunk.length;
    }
  }

  // Spec: CONN-MEMORY
  it('is a little for each, and beyond it no more for all together than they share', async () => {
    await flooded(8);
    expect(pool.taken).toBe(400 * KIB);
    const sizes = await Promise.all(accepted.map(held));
    const total = sizes.reduce((sum, size) => sum + size);
    expect(total).toBeLessThanOrEqual(400 * KIB + 8 * (64 * KIB + ONE_READ));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(256 * KIB + ONE_READ);
  });

  // Spec: CONN-MEMORY
  it('is given back when it is read and when a connection is dropped', async () => {
    await flooded(2);
    expect(pool.taken).toBeGreaterThan(0);
    for (const sender of senders) sender.destroy();
    const [first, second] = accepted;
    first?.abort();
    await second?.read();
    while ((await second?.read().catch(() => null)) !== null);
    expect(pool.taken).toBe(0);
  });
});

describe('what connections receive in one turn of the event loop', () => {
  // Spec: CONN-FAIR
  it('is bounded for all together, however much has come and however fast it is read', async () => {
    const count = 10;
    await flooded(count);
    let read = 0;
    let inTurn = 0;
    let most = 0;
    const readAll = async (connection: Connection): Promise<void> => {
      while (read < count * FLOOD) {
        const chunk = await connection.read().catch(() => null);
        if (chunk === null) return;
        read += chunk.length;
        inTurn += chunk.length;
      }
    };
    const all = Promise.all(accepted.map(readAll));
    // What is there already is no part of it.
    await new Promise(setImmediate);
    while (read < count * FLOOD) {
      inTurn = 0;
      await new Promise(setImmediate);
      most = Math.max(most, inTurn);
    }
    for (const connection of accepted) connection.abort();
    await all;
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(4 * 1024 * KIB);
  });
});
