import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { World } from '../../sim/world.ts';
import type { Connection } from '../host/connection.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import type { Timers } from '../host/timers.ts';
import { ByteReader, EndOfStream } from './byteReader.ts';

const NO_TIMERS: Timers = { after: () => ({ cancel() {} }) };

/** Gives `chunks` one a read, then the end. */
function source(chunks: readonly Buffer[]): Pick<Connection, 'read' | 'abort'> {
  const left = [...chunks];
  return { read: async () => left.shift() ?? null, abort() {} };
}

/** `bytes` cut at `cuts`. */
function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...[...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b), bytes.length];
  return at.slice(1).flatMap((end, index) => {
    const part = bytes.subarray(at[index], end);
    return part.length === 0 ? [] : [part];
  });
}

const content = fc.uint8Array({ minLength: 1, maxLength: 300, size: 'max' }).map((bytes) => Buffer.from(bytes));
const cuts = fc.array(fc.nat(), { maxLength: 30, size: 'max' });

describe('any split of the bytes into chunks', () => {
  test('gives the same takes', async () => {
    const sizes = fc.array(fc.nat(20), { maxLength: 40, size: 'max' });
    await fc.assert(
      fc.asyncProperty(content, cuts, sizes, async (bytes, where, takes) => {
        const reader = new ByteReader(source(split(bytes, where)), NO_TIMERS);
        let at = 0;
        for (const size of takes) {
          if (at + size > bytes.length) break;
          const taken = reader.takeNow(size) ?? (await reader.take(size, 1000));
          expect(taken.equals(bytes.subarray(at, at + size))).toBe(true);
          at += size;
        }
      }),
    );
  });

  test('gives all of them piece by piece, none longer than asked for', async () => {
    await fc.assert(
      fc.asyncProperty(content, cuts, fc.integer({ min: 1, max: 50 }), async (bytes, where, countMax) => {
        const reader = new ByteReader(source(split(bytes, where)), NO_TIMERS);
        const parts: Buffer[] = [];
        for (let part = await reader.some(countMax, 1000); part !== null; part = await reader.some(countMax, 1000)) {
          expect(part.length).toBeGreaterThan(0);
          expect(part.length).toBeLessThanOrEqual(countMax);
          parts.push(part);
        }
        expect(Buffer.concat(parts).equals(bytes)).toBe(true);
      }),
    );
  });

  test('tells the end in the middle of a take, and keeps what came before it', async () => {
    await fc.assert(
      fc.asyncProperty(content, cuts, async (bytes, where) => {
        const reader = new ByteReader(source(split(bytes, where)), NO_TIMERS);
        await expect(reader.take(bytes.length + 1, 1000)).rejects.toThrow(EndOfStream);
        expect(reader.buffered).toBe(bytes.length);
        expect(reader.takeNow(bytes.length)?.equals(bytes)).toBe(true);
      }),
    );
  });
});

test('takeNow takes nothing when there is not enough', async () => {
  const reader = new ByteReader(source([Buffer.from('abc')]), NO_TIMERS);
  expect(reader.takeNow(1)).toBe(undefined);
  await reader.ready(1000);
  expect(reader.takeNow(4)).toBe(undefined);
  expect(String(reader.takeNow(3))).toBe('abc');
  expect(reader.buffered).toBe(0);
});

test('ready tells the end of the peer from its first byte', async () => {
  const reader = new ByteReader(source([Buffer.from('a')]), NO_TIMERS);
  expect(await reader.ready(1000)).toBe(true);
  expect(await reader.ready(1000)).toBe(true);
  reader.takeNow(1);
  expect(await reader.ready(1000)).toBe(false);
  expect(await reader.some(1, 1000)).toBe(null);
});

test('some gives the bytes as they came, without a copy', async () => {
  const chunk = Buffer.from('abcdef');
  const reader = new ByteReader(source([chunk]), NO_TIMERS);
  const part = await reader.some(4, 1000);
  expect(part?.buffer).toBe(chunk.buffer);
  expect(part?.byteOffset).toBe(chunk.byteOffset);
});

/** Lets `body` read with a `ByteReader` what `send` sends, in a simulated world. */
async function inWorld(
  send: (connection: Connection, world: World, cut: () => void) => Promise<void>,
  body: (reader: ByteReader, world: World) => Promise<void>,
): Promise<void> {
  const world = new World(7);
  const server = world.host('server');
  const client = world.host('client');
  await world.run(async () => {
    const { promise, resolve } = Promise.withResolvers<Connection>();
    const listener = await server.network.listen({ host: 'server', port: 1 }, resolve);
    const near = await client.network.connect(listener.address, { timeoutMs: 1000 });
    const far = await promise;
    const sent = send(near, world, () => world.network.cut(client));
    await body(new ByteReader(far, server.timers), world);
    await sent;
    near.abort();
    far.abort();
    await listener.close();
    expect(server.pendingTimers).toBe(0);
    await world.settled();
  });
}

describe('time', () => {
  test('a peer that sends nothing is cut off after the time it was given', async () => {
    await inWorld(
      async () => {},
      async (reader, world) => {
        const startMs = world.nowMs;
        const ready = reader.ready(5000);
        await expect(ready).rejects.toThrow(ConnectionLost);
        await expect(ready).rejects.toThrow('nothing came for 5 s');
        expect(world.nowMs - startMs).toBeCloseTo(5000, 0);
        await expect(reader.ready(5000)).rejects.toThrow(ConnectionLost);
      },
    );
  });

  test('a byte a second does not stretch the time for a take', async () => {
    const drip = async (connection: Connection, world: World): Promise<void> => {
      try {
        for (;;) {
          await connection.write(Buffer.from('x'));
          await world.sleep(1000);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(ConnectionLost);
      }
    };
    await inWorld(drip, async (reader, world) => {
      const startMs = world.nowMs;
      await expect(reader.take(10, 5000)).rejects.toThrow('nothing came for 5 s');
      expect(world.nowMs - startMs).toBeCloseTo(5000, 0);
    });
  });

  test('a connection that breaks is not taken for a timeout', async () => {
    await inWorld(
      async (connection, world, cut) => {
        await connection.write(Buffer.from('x'));
        await world.sleep(100);
        cut();
      },
      async (reader) => {
        await expect(reader.take(2, 5000)).rejects.toThrow('was reset');
      },
    );
  });
});
