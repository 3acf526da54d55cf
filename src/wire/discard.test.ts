import { expect, test } from 'vitest';
import { World } from '../../sim/world.ts';
import type { Connection } from '../host/connection.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { ByteReader } from './byteReader.ts';
import { type DiscardLimits, discard } from './discard.ts';
import { Pace } from './pace.ts';

const AMPLE: DiscardLimits = { bytesMax: 1_000_000, durationMaxMs: 10_000 };

interface Scene {
  readonly world: World;
  /** Discards on the receiving side. */
  readonly discard: (count: bigint, limits: DiscardLimits) => Promise<boolean>;
  readonly reader: ByteReader;
  readonly sender: Connection;
}

async function scene(body: (scene: Scene) => Promise<void>): Promise<void> {
  const world = new World(11);
  const server = world.host('server');
  const client = world.host('client');
  await world.run(async () => {
    const { promise, resolve } = Promise.withResolvers<Connection>();
    const listener = await server.network.listen({ host: 'server', port: 1 }, resolve);
    const sender = await client.network.connect(listener.address, { timeoutMs: 1000 });
    const receiver = await promise;
    const reader = new ByteReader(receiver, server.timers);
    const run = (count: bigint, limits: DiscardLimits): Promise<boolean> =>
      discard(reader, count, limits, server.clock, new Pace(server, 64 * 1024), new AbortController().signal);
    await body({ world, discard: run, reader, sender });
    sender.abort();
    receiver.abort();
    await listener.close();
    await world.settled();
  });
}

test('drops exactly the unwanted bytes, so that the next request parses', async () => {
  await scene(async ({ discard, reader, sender }) => {
    const sent = sender.write(Buffer.alloc(300_000), Buffer.from('next'));
    expect(await discard(300_000n, AMPLE)).toBe(true);
    expect(String(await reader.take(4, 1000))).toBe('next');
    await sent;
  });
});

test('has nothing to do for no bytes', async () => {
  await scene(async ({ discard }) => {
    expect(await discard(0n, { bytesMax: 0, durationMaxMs: 0 })).toBe(true);
  });
});

test('reads no more than its limit of a body that is too long', async () => {
  await scene(async ({ discard, reader, sender }) => {
    const sent = sender.write(Buffer.alloc(1500, 1), Buffer.from('behind'));
    expect(await discard(2n ** 62n, { ...AMPLE, bytesMax: 1500 })).toBe(false);
    expect(String(await reader.take(6, 1000))).toBe('behind');
    await sent;
  });
});

test('a body as long as the limit is discarded whole', async () => {
  await scene(async ({ discard, sender }) => {
    const sent = sender.write(Buffer.alloc(1500));
    expect(await discard(1500n, { ...AMPLE, bytesMax: 1500 })).toBe(true);
    await sent;
  });
});

test('gives up a peer that goes on for too long, and cuts one that is silent for so long', async () => {
  await scene(async ({ world, discard, sender }) => {
    const dripping = (async () => {
      for (let count = 0; count < 8; count++) {
        await sender.write(Buffer.from('x'));
        await world.sleep(1000);
      }
    })();
    const startMs = world.nowMs;
    await expect(discard(1000n, AMPLE)).rejects.toThrow(ConnectionLost);
    expect(world.nowMs - startMs).toBeCloseTo(10_000, 0);
    await dripping;
  });
});

test('is false when the peer ends before', async () => {
  await scene(async ({ discard, sender }) => {
    await sender.write(Buffer.alloc(10));
    sender.end();
    expect(await discard(11n, AMPLE)).toBe(false);
  });
});
