import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Kernel, SimulationStuck } from './kernel.ts';
import { World } from './world.ts';

const kernel = (runMaxMs?: number): Kernel =>
  new Kernel(runMaxMs === undefined ? {} : { runMaxMs }, () => 'a door is open');
const wait = (on: Kernel, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    on.schedule(delayMs, resolve);
  });

/** A small world in which machines talk, sleep and write; what happened when, in words. */
async function story(seed: number): Promise<string> {
  const world = new World(seed);
  const server = world.host('server');
  const told: string[] = [];
  const tell = (what: string): void => {
    told.push(`${world.nowMs} ${what}`);
  };
  await world.run(async () => {
    const listener = await server.network.listen({ host: 'server', port: 1 }, async (connection) => {
      for (let part = await connection.read(); part !== null; part = await connection.read()) {
        tell(`${connection.peer.port} sent ${part.length}`);
        await connection.write(part);
      }
      connection.end();
    });
    await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        const client = world.host(name);
        const connection = await client.network.connect(listener.address, { timeoutMs: 1000 });
        const receiving = (async () => {
          for (let part = await connection.read(); part !== null; part = await connection.read()) {
            tell(`${name} received ${part.length}`);
          }
        })();
        const file = await client.disk.create('/file');
        for (let round = 0; round < 5; round++) {
          await connection.write(client.random.bytes(client.random.below(20_000)));
          await file.append([client.random.bytes(100)]);
          await world.sleep(client.random.below(10));
        }
        connection.end();
        await receiving;
        await file.sync();
        await file.close();
        tell(`${name} is done`);
      }),
    );
    await listener.close();
    await world.settled();
  });
  return [...told, world.kernel.eventCount, world.kernel.hash].join('\n');
}

describe('a seed', () => {
  test('gives the same run, event by event, every time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        expect(await story(seed)).toBe(await story(seed));
      }),
      { numRuns: 20 },
    );
  });

  test('gives another run than another seed', async () => {
    const stories = await Promise.all([1, 2, 3, 4].map(story));
    expect(new Set(stories).size).toBe(4);
  });

  test('gives the same run when it is driven by the event loop', async () => {
    const runs = await Promise.all(
      (['jobs', 'eventLoop'] as const).map(async (drain) => {
        const world = new World(3, { drain });
        const host = world.host('a');
        await world.run(async () => {
          for (let round = 0; round < 20; round++) await host.disk.stat('/');
        });
        return world.kernel.hash;
      }),
    );
    expect(runs[0]).toBe(runs[1]);
  });
});

describe('time', () => {
  test('jumps from event to event, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 50 }), async (delays) => {
        const on = kernel();
        const fired: number[] = [];
        await on.run(async () => {
          await Promise.all(
            delays.map(async (delayMs) => {
              await wait(on, delayMs);
              expect(on.nowMs).toBeGreaterThanOrEqual(delayMs);
              expect(on.nowMs - delayMs).toBeLessThan(0.001);
              fired.push(on.nowMs);
            }),
          );
        });
        expect(fired).toEqual([...fired].sort((a, b) => a - b));
        expect(fired.length).toBe(delays.length);
      }),
    );
  });

  test('a delay is exact at any moment: no rounding makes it short', async () => {
    const delay = fc.double({ min: 0, max: 1e6, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.array(delay, { maxLength: 30, size: 'max' }), async (delays) => {
        const on = kernel();
        await on.run(async () => {
          for (const delayMs of delays) {
            const startMs = on.nowMs;
            await wait(on, delayMs);
            expect(on.nowMs - startMs).toBeGreaterThanOrEqual(delayMs);
          }
        });
      }),
    );
  });

  test('stands still while promise jobs and next ticks run, and all of them run before the next event', async () => {
    const on = kernel();
    const order: string[] = [];
    await on.run(async () => {
      on.schedule(1, () => {
        order.push('first');
        process.nextTick(() => {
          order.push('tick');
          void Promise.resolve().then(() => process.nextTick(() => order.push('tick of a job')));
        });
      });
      on.schedule(1, () => order.push('second'));
      await wait(on, 2);
    });
    expect(order).toEqual(['first', 'tick', 'tick of a job', 'second']);
  });

  test('goes on in a second run where the first one ended, with the events that were left', async () => {
    const on = kernel();
    let fired = 0;
    on.schedule(50, () => fired++);
    await on.run(() => wait(on, 10));
    expect([on.nowMs, fired]).toEqual([10, 0]);
    await on.run(() => wait(on, 100));
    expect([on.nowMs, fired]).toEqual([110, 1]);
  });

  test('an event cannot be endlessly far away', () => {
    expect(() => kernel().schedule(Number.POSITIVE_INFINITY, () => {})).toThrow(RangeError);
    expect(() => kernel().schedule(Number.NaN, () => {})).toThrow(RangeError);
  });
});

describe('a run', () => {
  test('gives what its body gives', async () => {
    expect(await kernel().run(async () => 42)).toBe(42);
    await expect(kernel().run(async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  test('that waits for nothing is a deadlock, and says what is open', async () => {
    const stuck = kernel().run(() => new Promise<void>(() => {}));
    await expect(stuck).rejects.toThrow(SimulationStuck);
    await expect(stuck).rejects.toThrow('deadlock: nothing is left to happen; a door is open');
  });

  test('that waits for nothing is a deadlock when driven by the event loop too', async () => {
    const on = new Kernel({ drain: 'eventLoop' }, () => '');
    await expect(on.run(() => new Promise<void>(() => {}))).rejects.toThrow('deadlock');
  });

  test('driven by the event loop may wait for immediates', async () => {
    const on = new Kernel({ drain: 'eventLoop' }, () => '');
    await on.run(async () => {
      await new Promise(setImmediate);
      await wait(on, 1);
    });
    expect(on.nowMs).toBe(1);
  });

  test('that never ends is stopped when its virtual time is over', async () => {
    const on = kernel(1000);
    const endless = on.run(async () => {
      for (;;) await wait(on, 300);
    });
    await expect(endless).rejects.toThrow('no end after 1000 ms of virtual time; a door is open');
    expect(on.nowMs).toBe(900);
  });

  test('ends with what an event threw', async () => {
    const on = kernel();
    on.schedule(5, () => {
      throw new Error('broken timer');
    });
    await expect(on.run(() => wait(on, 10))).rejects.toThrow('broken timer');
  });

  test('cannot be begun within another', async () => {
    const on = kernel();
    await on.run(async () => {
      await expect(on.run(async () => {})).rejects.toThrow('running already');
    });
  });
});
