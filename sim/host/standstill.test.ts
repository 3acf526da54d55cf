import { expect, test } from 'vitest';
import type { Connection } from '../../src/host/connection.ts';
import { World } from '../world.ts';
import type { SimHost } from './simHost.ts';

/** A connected pair on two machines. */
async function connected(
  seed: number,
  body: (parts: { world: World; server: SimHost; near: Connection; far: Connection }) => Promise<void>,
): Promise<void> {
  const world = new World(seed);
  const [server, client] = [world.host('server'), world.host('client')];
  await world.run(async () => {
    const { promise, resolve } = Promise.withResolvers<Connection>();
    const listener = await server.network.listen({ host: 'server', port: 1 }, resolve);
    const near = await client.network.connect(listener.address, { timeoutMs: 1000 });
    await body({ world, server, near, far: await promise });
    near.abort();
    if (server.alive) {
      (await promise).abort();
      await listener.close();
    }
    await world.settled();
  });
}

test('a process that stands still reads nothing, and all that came when it goes on', async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    await connected(seed, async ({ world, server, near, far }) => {
      let received = '';
      const reading = (async () => {
        for (let part = await far.read(); part !== null; part = await far.read()) received += part;
      })();
      server.pause();
      for (const digit of '12345') await near.write(Buffer.from(digit));
      near.end();
      await world.sleep(10_000);
      expect(received).toBe('');
      server.resume();
      await reading;
      expect(received).toBe('12345');
    });
  }
});

test('a peer of a process that stands still can send no more than its system takes', async () => {
  await connected(1, async ({ world, server, near, far }) => {
    server.pause();
    let sent = false;
    const sending = near.write(Buffer.alloc(2_000_000)).then(() => {
      sent = true;
    });
    await world.sleep(60_000);
    expect(sent).toBe(false);
    server.resume();
    let count = 0;
    while (count < 2_000_000) count += (await far.read())?.length ?? Number.NaN;
    await sending;
  });
});

test('a connection that breaks meanwhile is found broken', async () => {
  await connected(1, async ({ world, server, far }) => {
    let lost = false;
    const reading = far.read().catch(() => {
      lost = true;
    });
    server.pause();
    world.network.cut(server);
    await world.sleep(1_000);
    expect([lost, server.openSockets]).toEqual([false, 1]);
    server.resume();
    await reading;
    expect(lost).toBe(true);
  });
});

test('timers fire when it goes on, in their order, but not those that are cancelled by then', async () => {
  const world = new World(1);
  const host = world.host('a');
  await world.run(async () => {
    const fired: number[] = [];
    const third = host.timers.after(30, () => fired.push(3));
    host.timers.after(20, () => {
      fired.push(2);
      third.cancel();
    });
    host.timers.after(10, () => fired.push(1));
    host.pause();
    await world.sleep(1_000);
    expect([fired, host.pendingTimers]).toEqual([[], 3]);
    host.resume();
    await world.sleep(1);
    expect([fired, host.pendingTimers]).toEqual([[1, 2], 0]);
  });
});

test('what its disk was doing is done, but it learns of that when it goes on', async () => {
  const world = new World(1);
  const host = world.host('a');
  await world.run(async () => {
    let known = false;
    const making = host.disk.makeFolders('/a').then(() => {
      known = true;
    });
    await Promise.resolve();
    host.pause();
    await world.sleep(1_000);
    expect([known, host.machine.disk.find(['a'])?.kind]).toEqual([false, 'folder']);
    host.resume();
    await making;
  });
});

test('it can be crashed while it stands still, and the next process runs', async () => {
  await connected(1, async ({ world, server, near }) => {
    server.timers.after(1, () => expect.unreachable());
    server.pause();
    await world.sleep(10);
    const next = server.reboot();
    expect(next.paused).toBe(false);
    server.resume();
    await expect(near.read()).rejects.toThrow('reset');
    await world.sleep(10);
  });
});

test('it goes on when it was resumed as often as it was paused', async () => {
  const world = new World(1);
  const host = world.host('a');
  await world.run(async () => {
    let fired = false;
    host.timers.after(1, () => {
      fired = true;
    });
    host.pause();
    host.pause();
    host.resume();
    await world.sleep(100);
    expect(fired).toBe(false);
    host.resume();
    await world.sleep(1);
    expect(fired).toBe(true);
  });
});

test('what happens while it catches up comes after what it missed', async () => {
  const world = new World(1);
  const host = world.host('a');
  await world.run(async () => {
    const made: string[] = [];
    host.pause();
    host.step(() => {
      made.push('first');
      host.step(() => made.push('third'));
    });
    host.step(() => made.push('second'));
    host.resume();
    await world.sleep(1);
    expect(made).toEqual(['first', 'second', 'third']);
  });
});

test('a connection that comes while it stands still is let go when it listens no more', async () => {
  await connected(1, async ({ world, server }) => {
    const accepted: Connection[] = [];
    const listener = await server.network.listen({ host: 'server', port: 2 }, (one) => accepted.push(one));
    const stopping = server.timers.after(1, () => void listener.close());
    server.pause();
    await world.sleep(10);
    const late = await world.host('late').network.connect(listener.address, { timeoutMs: 1000 });
    await world.sleep(10);
    server.resume();
    expect(await late.read().catch(() => null)).toBe(null);
    expect(accepted).toEqual([]);
    stopping.cancel();
    late.abort();
  });
});
