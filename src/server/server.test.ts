import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RawPeer } from '../../test/peers/rawPeer.ts';
import { trial } from '../../test/server/trial.ts';
import { ECHO, GET, PUT, request, SLOW, uint32s } from '../../test/server/trialCommands.ts';
import { encodeHead } from '../protocol/head.ts';
import { REFUSALS_MAX } from './limits.ts';
import { startServer } from './server.ts';

const LISTENER_ONLY = ['listens at 0.0.0.0:23000'];

describe('the limit of connections', () => {
  // Spec: CONN-LIMITS, CONN-FULL
  it('lets nobody in above it, tells them 503, and lets the next one in when one has left', async () => {
    for (let seed = 0; seed < 5; seed++) {
      await trial(
        async ({ world, host, connect }) => {
          const first = await connect();
          const second = await connect();
          await first.ask(request(ECHO));
          const third = await connect();
          const asked = third.send(request(ECHO, Buffer.alloc(900))).catch(() => {});
          expect(await third.reply()).toMatchObject({
            command: 102,
            errorNumber: 503,
            why: '[server] too many connections',
          });
          expect((await third.rest()).how).toBe('ended');
          await asked;
          await third.leave();
          expect((await second.ask(request(ECHO))).errorNumber).toBe(0);
          await first.leave();
          await world.sleep(100);
          expect((await (await connect()).ask(request(ECHO))).errorNumber).toBe(0);
          expect(host.logged('connection refused')).toMatchObject([{ open: 2 }]);
        },
        { seed, limits: { connectionsMax: 2 } },
      );
    }
  });

  it('costs no more than a few sockets for a moment, however many press in', () =>
    trial(
      async ({ world, host, connect }) => {
        const good = await connect();
        await good.ask(request(ECHO));
        await Promise.all(Array.from({ length: 300 }, connect));
        await world.sleep(5);
        expect(host.openSockets).toBeLessThanOrEqual(2 + REFUSALS_MAX);
        expect((await good.ask(request(ECHO))).errorNumber).toBe(0);
        await world.sleep(1100);
        expect(host.openSockets).toBe(2);
      },
      { limits: { connectionsMax: 1 } },
    ));
});

describe('the limit of connections of one peer', () => {
  // Spec: CONN-PEER-FULL
  it('tells that peer 503 and leaves all others alone', () =>
    trial(
      async ({ world, host, connect }) => {
        const first = await connect();
        const second = await connect();
        await first.ask(request(ECHO));
        const third = await connect();
        expect(await third.reply()).toMatchObject({ errorNumber: 503, why: '[server] too many connections of yours' });
        expect((await third.rest()).how).toBe('ended');
        await third.leave();
        const neighbour = await RawPeer.connect(world.host('neighbour'), { host: host.ip, port: 23000 });
        for (const peer of [second, neighbour]) expect((await peer.ask(request(ECHO))).errorNumber).toBe(0);
        await first.leave();
        await world.sleep(100);
        expect((await (await connect()).ask(request(ECHO))).errorNumber).toBe(0);
        await neighbour.leave();
      },
      { limits: { connectionsPerPeerMax: 2 } },
    ));

  // Spec: CONN-MAKE-ROOM
  it('is no way around the limit of all: many peers that ask for nothing make room for one that does', () =>
    trial(
      async ({ world, host, connect }) => {
        const speaking = await connect();
        await speaking.ask(request(ECHO));
        const mute = await Promise.all(
          [1, 2, 3].map((n) => RawPeer.connect(world.host(`mute${n}`), { host: host.ip, port: 23000 })),
        );
        await mute[1]?.send(request(ECHO).subarray(0, 9));
        await world.sleep(1_500);
        for (let count = 0; count < 3; count++) {
          expect((await (await connect()).ask(request(ECHO))).errorNumber).toBe(0);
        }
        for (const peer of mute) expect((await peer.rest()).bytes.length).toBe(0);
        expect((await speaking.ask(request(ECHO))).errorNumber).toBe(0);
        expect((await (await connect()).reply()).errorNumber).toBe(503);
      },
      { limits: { connectionsMax: 4 } },
    ));

  // Spec: CONN-FULL
  it('fills no log: refusals are counted in one line a second', () =>
    trial(
      async ({ world, host, connect }) => {
        await (await connect()).ask(request(ECHO));
        for (let round = 0; round < 5; round++) {
          await Promise.all(Array.from({ length: 100 }, connect));
          await world.sleep(500);
        }
        const lines = host.logged('connection refused');
        expect(lines.length).toBeLessThanOrEqual(3);
        expect(lines[1]).toMatchObject({ why: 'peer full', open: 1, times: expect.any(Number) });
      },
      { limits: { connectionsPerPeerMax: 1 } },
    ));
});

describe('a refused connection', () => {
  it('makes room for the next one to be told too', () =>
    trial(
      async ({ connect }) => {
        await (await connect()).ask(request(ECHO));
        for (let count = 0; count < 2 * REFUSALS_MAX; count++) {
          const refused = await connect();
          expect((await refused.reply()).errorNumber).toBe(503);
          await refused.leave();
        }
      },
      { limits: { connectionsMax: 1 } },
    ));
});

// Spec: CONN-STOP
describe('a stop', () => {
  it('closes connections without a request at once', () =>
    trial(async ({ world, host, server, connect }) => {
      const peer = await connect();
      await peer.ask(request(ECHO));
      const startMs = world.nowMs;
      await server.stop();
      expect(world.nowMs - startMs).toBeLessThan(1);
      expect(host.open).toEqual([]);
      expect(await peer.rest()).toEqual({ bytes: Buffer.alloc(0), how: 'ended' });
    }));

  it('lets requests under way end, those behind them not', () =>
    trial(async ({ world, host, server, connect }) => {
      const peer = await connect();
      await peer.send(request(SLOW, uint32s(3000)), request(ECHO, Buffer.from('too late')));
      await world.sleep(100);
      const startMs = world.nowMs;
      const stopped = server.stop();
      expect((await peer.reply()).body).toEqual(uint32s(3000));
      expect(await peer.rest()).toEqual({ bytes: Buffer.alloc(0), how: 'ended' });
      peer.connection.end();
      await stopped;
      expect(world.nowMs - startMs).toBeLessThan(3010);
      expect(host.open).toEqual([]);
    }));

  it('cuts requests that need longer than the grace', () =>
    trial(async ({ world, host, server, connect }) => {
      const peer = await connect();
      await peer.send(request(PUT, uint32s(0xffffffff), 100n));
      await world.sleep(100);
      const startMs = world.nowMs;
      await server.stop(2000);
      expect(world.nowMs - startMs).toBeGreaterThanOrEqual(2000);
      expect(world.nowMs - startMs).toBeLessThan(2100);
      expect(host.open).toEqual([]);
      expect((await peer.rest()).bytes.length).toBe(0);
    }));

  it('does not wait for a peer that keeps its side open', () =>
    trial(async ({ world, server, connect }) => {
      const peer = await connect();
      await peer.send(request(SLOW, uint32s(100)));
      await world.sleep(10);
      const startMs = world.nowMs;
      await server.stop();
      expect(world.nowMs - startMs).toBeLessThan(1200);
      expect((await peer.reply()).errorNumber).toBe(0);
    }));

  it('does not wait for a peer that is told goodbye already', () =>
    trial(async ({ world, host, server, connect }) => {
      const peer = await connect();
      expect((await peer.ask(request(ECHO, Buffer.alloc(0), -1n))).errorNumber).toBe(400);
      const startMs = world.nowMs;
      await server.stop();
      expect(world.nowMs - startMs).toBeLessThan(1);
      expect(host.open).toEqual([]);
    }));

  it('leaves nothing of peers that are being refused', () =>
    trial(
      async ({ world, host, server, connect }) => {
        await connect();
        await connect();
        await world.sleep(50);
        const startMs = world.nowMs;
        await server.stop();
        expect(world.nowMs - startMs).toBeLessThan(1);
        expect(host.open).toEqual([]);
      },
      { limits: { connectionsMax: 1 } },
    ));

  it('lets nobody in who comes in the same moment', () =>
    trial(async ({ world, host, other, server }) => {
      const coming = Array.from({ length: 50 }, async () => {
        const peer = await RawPeer.connect(other, { host: host.ip, port: 23000 }).catch(() => undefined);
        await peer?.rest();
      });
      await world.sleep(1.5);
      await server.stop();
      expect(host.open).toEqual([]);
      await Promise.all(coming);
      expect(host.open).toEqual([]);
    }));

  it('may be asked for twice', () =>
    trial(async ({ host, server, connect }) => {
      await (await connect()).ask(request(ECHO));
      await Promise.all([server.stop(), server.stop(0)]);
      await server.stop();
      expect(host.open).toEqual([]);
    }));

  it('frees the port for the next server', () =>
    trial(async ({ host, server }) => {
      await server.stop();
      const plan = {
        address: server.address,
        limits: { connectionsMax: 1, idleTimeoutMs: 1, requestTimeoutMs: 1 },
        replyCommand: 100,
        commands: [],
      } as const;
      const next = await startServer(host, plan);
      await expect(startServer(host, plan)).rejects.toThrow('the port is in use');
      await next.stop();
    }));
});

describe('hostile bytes', () => {
  const code = fc.constantFrom(ECHO, PUT, GET, 3, 77);
  const lengths = fc.oneof(
    fc.integer({ min: 0, max: 2000 }).map(BigInt),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.constantFrom(-1n, 4n, 2n ** 31n, 2n ** 32n + 4n, 2n ** 63n - 1n),
  );
  const headed = fc
    .tuple(lengths, code, fc.uint8Array({ maxLength: 2000 }))
    .map(([bodyLength, command, body]) => Buffer.concat([encodeHead({ bodyLength, command, status: 0 }), body]));
  const bytes = fc.array(fc.oneof(headed, fc.uint8Array({ maxLength: 50 }).map(Buffer.from)), { maxLength: 8 });

  // Spec: ERR-MALFORMED
  it('crash no server, cost it nothing that stays, and leave it answering others', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), bytes, fc.boolean(), async (seed, chunks, leaves) => {
        await trial(
          async ({ world, host, connect }) => {
            const good = await connect();
            const hostile = await connect();
            const ended = hostile.rest();
            const said = hostile.send(...chunks).then(
              () => hostile.connection.end(),
              () => {},
            );
            await world.sleep(20);
            if (leaves) hostile.connection.abort();
            expect((await good.ask(request(ECHO, Buffer.from('hi')))).body.toString()).toBe('hi');
            await Promise.all([said, ended]);
            await good.leave();
            await world.sleep(1000);
            expect(host.lines.filter((line) => line.event === 'connection failed')).toEqual([]);
            expect(host.open).toEqual(LISTENER_ONLY);
          },
          { seed, limits: { requestTimeoutMs: 500 } },
        );
      }),
      { numRuns: 150 },
    ));

  // Spec: ERR-MALFORMED
  it('cost no memory by a length that is merely claimed', () =>
    trial(
      async ({ world, host, connect }) => {
        const before = process.memoryUsage().arrayBuffers;
        const peers = await Promise.all(Array.from({ length: 200 }, connect));
        for (const peer of peers) await peer.send(request(PUT, uint32s(0xffffffff), 2n ** 62n));
        await world.sleep(50);
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20);
        for (const peer of peers) peer.connection.abort();
        await world.sleep(100);
        expect(host.open).toEqual(LISTENER_ONLY);
      },
      { limits: { connectionsMax: 300 } },
    ));

  // Spec: CONN-LIMITS
  it('in thousands of half requests leave room for those who behave', () =>
    trial(
      async ({ world, host, connect }) => {
        for (let round = 0; round < 5; round++) {
          const peers = await Promise.all(Array.from({ length: 400 }, connect));
          await Promise.all(peers.map((peer) => peer.send(request(ECHO).subarray(0, 9))));
        }
        expect((await (await connect()).ask(request(ECHO))).errorNumber).toBe(0);
        await world.sleep(81_000);
        expect(host.open).toEqual(LISTENER_ONLY);
      },
      { limits: { connectionsMax: 2100 } },
    ));
});
