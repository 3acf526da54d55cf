import { describe, expect, test } from 'vitest';
import type { Connection } from '../../src/host/connection.ts';
import { ConnectionLost } from '../../src/host/networkErrors.ts';
import type { SimHost } from '../host/simHost.ts';
import { World } from '../world.ts';

interface Scene {
  readonly world: World;
  readonly server: SimHost;
  readonly client: SimHost;
  /** The client's end. */
  readonly near: Connection;
  /** The server's end. */
  readonly far: Connection;
}

const SEEDS = [1, 2, 3, 4, 5];
const MINUTE_MS = 60_000;

/** A connected pair on two machines, with several seeds. */
async function scene(body: (scene: Scene) => Promise<void>): Promise<void> {
  for (const seed of SEEDS) {
    const world = new World(seed);
    const server = world.host('server');
    const client = world.host('client');
    await world.run(async () => {
      const { promise, resolve } = Promise.withResolvers<Connection>();
      const listener = await server.network.listen({ host: '0.0.0.0', port: 1 }, resolve);
      const near = await client.network.connect({ host: 'server', port: 1 }, { timeoutMs: 1000 });
      await body({ world, server, client, near, far: await promise });
      near.abort();
      (await promise).abort();
      if (server.alive) await listener.close();
      await world.settled(40 * MINUTE_MS);
    });
  }
}

const lost = (work: Promise<unknown>): Promise<void> => expect(work).rejects.toThrow(ConnectionLost);
const text = async (connection: Connection): Promise<string> => String(await connection.read());

/** Whether `promise` settles within `withinMs` of virtual time. */
function settles(world: World, promise: Promise<unknown>, withinMs: number): Promise<boolean> {
  const yes = (): boolean => true;
  return Promise.race([promise.then(yes, yes), world.sleep(withinMs).then(() => false)]);
}

describe('a blocked way', () => {
  test('holds what is sent on it until it is free again, and leaves the other way alone', async () => {
    await scene(async ({ world, server, client, near, far }) => {
      world.network.block([client], [server]);
      await near.write(Buffer.from('h'));
      await far.write(Buffer.from('f'));
      const read = far.read();
      expect(await text(near)).toBe('f');
      expect(await settles(world, read, MINUTE_MS)).toBe(false);
      world.network.unblock([client], [server]);
      expect(String(await read)).toBe('h');
    });
  });

  test('keeps its order when it is free again', async () => {
    await scene(async ({ world, server, client, near, far }) => {
      await near.write(Buffer.from('1'));
      world.network.partition([client], [server]);
      for (const digit of '23456') await near.write(Buffer.from(digit));
      await world.sleep(1000);
      world.network.heal();
      await near.write(Buffer.from('7'));
      near.end();
      let received = '';
      for (let part = await far.read(); part !== null; part = await far.read()) received += part;
      expect(received).toBe('1234567');
    });
  });

  test('lets a connect run into its timeout, one way or the other', async () => {
    await scene(async ({ world, server, client }) => {
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        world.network.block([from], [to]);
        const startMs = world.nowMs;
        await lost(client.network.connect({ host: server.ip, port: 1 }, { timeoutMs: 3000 }));
        expect(world.nowMs - startMs).toBeCloseTo(3000, 0);
        world.network.heal();
      }
    });
  });

  test('breaks an idle connection at both ends after a while, by keep-alive', async () => {
    await scene(async ({ world, server, client, near, far }) => {
      world.network.block([client], [server]);
      const reads = [near.read(), far.read()];
      for (const read of reads) expect(await settles(world, read, MINUTE_MS / 2)).toBe(false);
      await Promise.all(reads.map(lost));
      await Promise.all([near.closed, far.closed]);
      world.network.heal();
    });
  });

  test('breaks a connection with bytes on their way later, and the peer hears of it when it speaks', async () => {
    await scene(async ({ world, server, client, near, far }) => {
      world.network.block([client], [server]);
      await near.write(Buffer.from('x'));
      const read = near.read();
      expect(await settles(world, read, 10 * MINUTE_MS)).toBe(false);
      expect(await settles(world, read, 10 * MINUTE_MS)).toBe(true);
      await lost(read);
      world.network.heal();
      await lost(far.read());
    });
  });

  test('slows down nobody else', async () => {
    await scene(async ({ world, server, client, near, far }) => {
      const other = world.host('other');
      world.network.partition([server], [other]);
      await near.write(Buffer.from('x'));
      expect(await text(far)).toBe('x');
      expect(client.openSockets).toBe(1);
    });
  });
});

test('a cut resets every connection of a host at both ends', async () => {
  await scene(async ({ world, server, near, far }) => {
    const reads = [near.read(), far.read()];
    world.network.cut(server);
    await Promise.all(reads.map(lost));
    await lost(near.write(Buffer.from('x')));
    await Promise.all([near.closed, far.closed]);
  });
});

describe('a machine', () => {
  test('can refuse who connects to it', async () => {
    await scene(async ({ server, client }) => {
      server.incoming = 'refuse';
      await expect(client.network.connect({ host: 'server', port: 1 }, { timeoutMs: 1000 })).rejects.toThrow('refused');
    });
  });

  test('can let those hang who connect to it', async () => {
    await scene(async ({ world, server, client }) => {
      server.incoming = 'hang';
      const startMs = world.nowMs;
      await lost(client.network.connect({ host: 'server', port: 1 }, { timeoutMs: 1000 }));
      expect(world.nowMs - startMs).toBeCloseTo(1000, 0);
      expect(client.openSockets).toBe(1);
    });
  });

  test('does not accept a connection whose maker gave up', async () => {
    await scene(async ({ world, server, client }) => {
      world.network.block([client], [server]);
      await lost(client.network.connect({ host: 'server', port: 1 }, { timeoutMs: 1000 }));
      world.network.heal();
      await world.sleep(MINUTE_MS);
      expect(server.openSockets).toBe(2);
    });
  });
});

describe('a crash', () => {
  test('resets the peers', async () => {
    await scene(async ({ server, near }) => {
      const read = near.read();
      server.crash();
      await lost(read);
    });
  });

  test('of a killed process looks like an end, or like a reset when bytes were unread', async () => {
    await scene(async ({ world, server, near, far }) => {
      await far.write(Buffer.from('!'));
      server.crash({ connections: 'closed' });
      expect(await text(near)).toBe('!');
      expect(await near.read()).toBe(null);
      await world.sleep(10);
    });
    await scene(async ({ world, server, near }) => {
      await near.write(Buffer.from('unread'));
      await world.sleep(100);
      const read = near.read();
      server.crash({ connections: 'closed' });
      await lost(read);
    });
  });

  test('in silence is noticed after a while', async () => {
    await scene(async ({ world, server, near }) => {
      server.crash({ connections: 'silent' });
      const read = near.read();
      expect(await settles(world, read, MINUTE_MS)).toBe(false);
      await lost(read);
    });
  });

  test('in silence is noticed at once by who speaks after the reboot', async () => {
    await scene(async ({ world, server, near }) => {
      server.crash({ connections: 'silent' });
      await near.write(Buffer.from('hello?'));
      const read = near.read();
      await world.sleep(10_000);
      server.reboot();
      expect(await settles(world, read, 1000)).toBe(true);
      await lost(read);
    });
  });

  test('frees the port', async () => {
    await scene(async ({ server, client }) => {
      const again = server.reboot();
      const refused = client.network.connect({ host: 'server', port: 1 }, { timeoutMs: 1000 });
      await expect(refused).rejects.toThrow('refused');
      const listener = await again.network.listen({ host: 'server', port: 1 }, (connection) => connection.abort());
      const connection = await client.network.connect(listener.address, { timeoutMs: 1000 });
      expect(await connection.read()).toBe(null);
      connection.abort();
      await listener.close();
    });
  });
});

test('a listener at the loopback address is reached from its own machine only', async () => {
  const world = new World(1);
  const server = world.host('server');
  const client = world.host('client');
  await world.run(async () => {
    const listener = await server.network.listen({ host: '127.0.0.1', port: 9 }, (connection) => connection.abort());
    const refused = client.network.connect({ host: 'server', port: 9 }, { timeoutMs: 1000 });
    await expect(refused).rejects.toThrow('refused');
    await lost(client.network.connect({ host: '127.0.0.1', port: 9 }, { timeoutMs: 1000 }));
    const own = await server.network.connect({ host: 'localhost', port: 9 }, { timeoutMs: 1000 });
    expect(own.peer).toEqual({ host: '127.0.0.1', port: 9 });
    own.abort();
    await listener.close();
    await world.settled();
  });
});

test('segments come in all sizes, down to one byte and up to several writes at once', async () => {
  const sizes = new Set<number>();
  for (let seed = 0; seed < 40; seed++) {
    const world = new World(seed);
    const host = world.host('a');
    await world.run(async () => {
      const listener = await host.network.listen({ host: 'a', port: 1 }, async (connection) => {
        for (let part = await connection.read(); part !== null; part = await connection.read()) sizes.add(part.length);
        connection.end();
      });
      const connection = await host.network.connect(listener.address, { timeoutMs: 1000 });
      for (let count = 0; count < 10; count++) await connection.write(Buffer.alloc(100));
      connection.end();
      await connection.closed;
      await listener.close();
    });
  }
  for (const size of [1, 2, 99, 100]) expect(sizes).toContain(size);
  expect(Math.max(...sizes)).toBeGreaterThan(200);
});
