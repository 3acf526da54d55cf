import { describe, expect, test } from 'vitest';
import { World } from './world.ts';

const CONNECT = { timeoutMs: 1000 };

describe('a process that crashed', () => {
  test('never goes on, wherever it was', async () => {
    const world = new World(1);
    const host = world.host('a');
    const peer = world.host('b');
    await world.run(async () => {
      const listener = await peer.network.listen(
        { host: 'b', port: 1 },
        (connection) => void connection.write(Buffer.from('x')),
      );
      const connection = await host.network.connect(listener.address, CONNECT);
      await connection.read();
      const file = await host.disk.create('/f');
      const woken: string[] = [];
      const works = {
        read: () => connection.read(),
        write: () => connection.write(Buffer.alloc(1_000_000)),
        closed: () => connection.closed,
        connect: () => host.network.connect(listener.address, CONNECT),
        listen: () => host.network.listen({ host: 'a', port: 9 }, () => {}),
        append: () => file.append([Buffer.from('x')]),
        close: () => file.close(),
        stat: () => host.disk.stat('/'),
        syncFolder: () => host.disk.syncFolder('/'),
      };
      const begin = (when: string): void => {
        for (const [name, work] of Object.entries(works)) {
          const wake = (): unknown => woken.push(`${name} ${when}`);
          work().then(wake, wake);
        }
        host.timers.after(1, () => woken.push(`timer ${when}`));
        host.log.info(when);
      };
      begin('before');
      host.crash();
      begin('after');
      await world.sleep(10_000);
      expect(woken.filter((what) => !['listen before', 'close before'].includes(what))).toEqual([]);
      expect(host.logged('after')).toEqual([]);
      expect(host.logged('before')).toEqual([{}]);
      expect([host.openSockets, host.openFiles, host.pendingTimers]).toEqual([0, 0, 0]);
      await listener.close();
    });
  });

  test('can be crashed again without harm', async () => {
    const world = new World(1);
    const host = world.host('a');
    host.crash();
    host.crash();
    const next = host.reboot();
    expect([host.alive, next.alive]).toEqual([false, true]);
    expect(() => host.reboot()).toThrow('rebooted already');
  });
});

describe('a rebooted machine', () => {
  test('has its name, its address and its wall clock, but new process, log and monotonic time', async () => {
    const world = new World(1);
    const host = world.host('a', { clockSkewMs: 5000 });
    host.log.info('hello');
    host.clockJump(1000);
    const monotonicMs = host.clock.monotonicMs();
    const next = host.reboot();
    expect([next.hostname, next.ip]).toEqual([host.hostname, host.ip]);
    expect(next.clock.wallMs()).toBe(host.clock.wallMs());
    expect(next.lines).toEqual([]);
    expect(next.clock.monotonicMs()).not.toBe(monotonicMs);
  });
});

test('a clock that jumps moves wall time only', async () => {
  const world = new World(1);
  const host = world.host('a');
  const [wallMs, monotonicMs] = [host.clock.wallMs(), host.clock.monotonicMs()];
  host.clockJump(-3_600_000);
  expect(host.clock.wallMs() - wallMs).toBe(-3_600_000);
  expect(host.clock.monotonicMs()).toBe(monotonicMs);
});

test('machines have names and addresses of their own', async () => {
  const world = new World(1);
  const hosts = Array.from({ length: 300 }, (_, index) => world.host(`host${index}`));
  expect(new Set(hosts.map(({ ip }) => ip)).size).toBe(300);
  expect(() => world.host('host7')).toThrow('already');
});

test('the log keeps the fields of its children', async () => {
  const world = new World(1);
  const host = world.host('a');
  host.log.child({ part: 'x' }).child({ more: 1n }).warn('event', { why: 'so' });
  expect(host.lines).toEqual([{ atMs: 0, level: 'warn', event: 'event', fields: { part: 'x', more: 1n, why: 'so' } }]);
});

describe('settled', () => {
  test('waits until nothing is open', async () => {
    const world = new World(1);
    const host = world.host('a');
    await world.run(async () => {
      host.timers.after(500, () => {});
      await world.settled();
      expect(world.nowMs).toBeGreaterThanOrEqual(500);
    });
  });

  test('names what stays open', async () => {
    const world = new World(1);
    const host = world.host('a');
    await world.run(async () => {
      await host.network.listen({ host: 'a', port: 77 }, () => {});
      await host.disk.create('/left');
      host.timers.after(1e9, () => {});
      const settled = world.settled(1000);
      await expect(settled).rejects.toThrow('a: listens at 10.0.0.1:77; a: file /left #1; a: timer for 1000000000 ms');
    });
  });
});
