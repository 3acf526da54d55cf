import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimHost } from '../../sim/host/simHost.ts';
import { World } from '../../sim/world.ts';
import { answering, type Script, type ScriptedServer, startScripted } from '../../test/client/scriptedServer.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { ReplyCommand } from '../protocol/command.ts';
import { encodeFailure } from '../protocol/failure.ts';
import { encodeHead } from '../protocol/head.ts';
import { decodeIdGetReply, encodeIdGetReply, encodeIdGetRequest } from '../protocol/idGet.ts';
import { TnvError } from '../protocol/tnvError.ts';
import { EndOfStream } from '../wire/byteReader.ts';
import { BadReply } from './badReply.ts';
import { exchange } from './exchange.ts';
import { Pool } from './pool.ts';

const CONFIG = { connectTimeoutMs: 1_000, requestTimeoutMs: 2_000, idleTimeoutMs: 10_000, idleMax: 2 };
const question = {
  packet: encodeIdGetRequest('key'),
  replyCommand: ReplyCommand.id,
  replyBodyMax: 8,
  decode: decodeIdGetReply,
};
const head = (bodyLength: bigint, command: number = ReplyCommand.id, status = 0): Buffer =>
  encodeHead({ bodyLength, command, status });

/** Runs `body` with a pool on one machine and a server that follows `script` on another; nothing may be left after. */
async function withServer(
  script: Script,
  body: (ask: (signal?: AbortSignal) => Promise<bigint>, server: ScriptedServer, host: SimHost) => Promise<void>,
  seed = 1,
): Promise<void> {
  const world = new World(seed);
  const host = world.host('client');
  const there = world.host('server');
  await world.run(async () => {
    const server = await startScripted(there, 22000, script);
    const pool = new Pool(host, CONFIG);
    await body((signal) => exchange(pool, server.address, question, CONFIG.requestTimeoutMs, signal), server, host);
    await pool.close();
    expect(host.open).toEqual([]);
    await server.stop();
    await world.settled();
    expect(server.failures).toEqual([]);
  });
}

describe('exchange', () => {
  it('asks again and again on one connection', async () => {
    let id = 0n;
    await withServer(
      answering(() => encodeIdGetReply(id++)),
      async (ask, server) => {
        for (let n = 0n; n < 20n; n++) expect(await ask()).toBe(n);
        expect(server.accepted).toBe(1);
      },
    );
  });

  it('understands a reply however it is cut into pieces, refusals too', async () => {
    const replies = fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map((id) => ({ id, bytes: encodeIdGetReply(id) })),
      fc
        .record({
          errorNumber: fc.integer({ min: 400, max: 507 }),
          description: fc.string({ minLength: 1, unit: 'grapheme' }),
        })
        .map((failure) => ({
          failure: { ...failure, description: failure.description.replaceAll('\0', ' ') },
          bytes: encodeFailure(ReplyCommand.id, failure),
        })),
    );
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(replies, cuts, fc.integer(), async (reply, sizes, seed) => {
        const script: Script = async (peer) => {
          await peer.request();
          let at = 0;
          for (let n = 0; at < reply.bytes.length; n++) {
            const size = sizes[n % sizes.length] ?? 1;
            await peer.send(reply.bytes.subarray(at, at + size));
            at += size;
          }
          await peer.untilEnd();
        };
        await withServer(
          script,
          async (ask) => {
            if ('id' in reply) expect(await ask()).toBe(reply.id);
            else
              await expect(ask()).rejects.toEqual(new TnvError(reply.failure.errorNumber, reply.failure.description));
          },
          seed,
        );
      }),
      { numRuns: 60 },
    );
  });

  // Spec: CLIENT-POOL, CONN-REFUSAL-CLOSES
  it('rejects with the number and the text of a refusal, and leaves its connection', async () => {
    const refusal = encodeFailure(ReplyCommand.id, { errorNumber: 503, description: '[id1] the database is away' });
    await withServer(
      answering(() => refusal),
      async (ask, server) => {
        for (const _ of [1, 2]) {
          const error = await ask().catch((caught) => caught);
          expect(error).toBeInstanceOf(TnvError);
          expect(error).toMatchObject({ errorNumber: 503, message: '[id1] the database is away' });
        }
        expect(server.accepted).toBe(2);
      },
    );
  });

  // Spec: ERR-ANY, WIRE-REPLY-STATUS
  it.each([
    [-1, -3],
    [0, -1],
    [1, 1],
    [32_767, 127],
    [-32_768, -128],
  ])('takes the number %i with status %i for a refusal', async (errorNumber, status) => {
    const refusal = encodeFailure(ReplyCommand.id, { errorNumber, description: 'no' });
    refusal.writeInt8(status, 9);
    await withServer(
      answering(() => refusal),
      async (ask) => {
        expect(await ask().catch((caught) => caught)).toMatchObject({ name: 'TnvError', errorNumber });
      },
    );
  });

  // Spec: CLIENT-POOL, CONN-IN-STEP, CLIENT-REPLY-COMMAND
  it.each<[what: string, reply: Buffer]>([
    ['another reply command', head(8n, ReplyCommand.tracker)],
    ['a negative length', head(-1n)],
    ['a length beyond any reply', head(2n ** 62n)],
    ['a length one byte too long', head(9n)],
    ['a body too short to be an id', Buffer.concat([head(3n), Buffer.alloc(3)])],
    ['a refusal with a negative length', head(-2n, ReplyCommand.id, -3)],
    ['a refusal too long to be one', head(2n ** 40n, ReplyCommand.id, -3)],
    ['a refusal without a number', head(0n, ReplyCommand.id, -3)],
    ['a refusal whose text does not end', Buffer.concat([head(4n, ReplyCommand.id, 1), Buffer.from('\x01\x90no')])],
  ])('calls %s a bad reply and never uses the connection again', async (_what, reply) => {
    const script: Script = async (peer) => {
      await peer.request();
      await peer.send(peer.index === 0 ? reply : encodeIdGetReply(7n));
      await peer.untilEnd();
    };
    await withServer(script, async (ask, server, host) => {
      await expect(ask()).rejects.toBeInstanceOf(BadReply);
      expect(host.openSockets).toBe(0);
      expect(await ask()).toBe(7n);
      expect(server.accepted).toBe(2);
    });
  });

  // Spec: CLIENT-NO-WRONG-BYTES, CLIENT-POOL
  it('takes a reply with further bytes behind it, but does not take them for the next reply', async () => {
    const script: Script = async (peer) => {
      for (let n = 0; (await peer.request()) !== undefined; n++) {
        const reply = encodeIdGetReply(BigInt(peer.index));
        await peer.send(n === 0 && peer.index < 5 ? Buffer.concat([reply, encodeIdGetReply(666n)]) : reply);
      }
    };
    await withServer(script, async (ask) => {
      for (let n = 0n; n < 5n; n++) expect(await ask()).toBe(n);
    });
  });

  it.each([
    ['says nothing', Buffer.alloc(0)],
    ['says half a head', head(8n).subarray(0, 5)],
    ['says half a body', encodeIdGetReply(1n).subarray(0, 14)],
  ])('gives up on a server that %s and stays', async (_what, bytes) => {
    const script: Script = async (peer) => {
      await peer.request();
      if (bytes.length > 0) await peer.send(bytes);
      await peer.untilEnd();
    };
    await withServer(script, async (ask) => {
      await expect(ask()).rejects.toThrow(new ConnectionLost('nothing came for 2 s'));
    });
  });

  it('tells of a server that ends inside its reply', async () => {
    const script: Script = async (peer) => {
      await peer.request();
      await peer.send(encodeIdGetReply(1n).subarray(0, 14));
    };
    await withServer(script, async (ask) => {
      await expect(ask()).rejects.toBeInstanceOf(EndOfStream);
    });
  });

  it.each(['while it connects', 'while it waits'])('rejects with the reason of a signal aborted %s', async (moment) => {
    const world = new World(3);
    const host = world.host('client');
    const there = world.host('server');
    if (moment === 'while it connects') there.incoming = 'hang';
    await world.run(async () => {
      const server = await startScripted(there, 22000, (peer) => peer.untilEnd());
      const pool = new Pool(host, CONFIG);
      const control = new AbortController();
      const reason = new Error('enough');
      host.timers.after(100, () => control.abort(reason));
      const asked = exchange(pool, server.address, question, CONFIG.requestTimeoutMs, control.signal);
      await expect(asked).rejects.toBe(reason);
      expect(world.nowMs).toBeLessThan(200);
      await pool.close();
      expect(host.open).toEqual([]);
      await server.stop();
      await world.settled();
    });
  });

  it('keeps a connection that comes too late for its request for the next one, for a while', async () => {
    const world = new World(3, { network: { latencyMs: [50, 50] } });
    const host = world.host('client');
    const there = world.host('server');
    await world.run(async () => {
      const server = await startScripted(
        there,
        22000,
        answering(() => encodeIdGetReply(1n)),
      );
      const pool = new Pool(host, CONFIG);
      const control = new AbortController();
      host.timers.after(10, () => control.abort(new Error('enough')));
      const ask = (signal?: AbortSignal): Promise<bigint> =>
        exchange(pool, server.address, question, CONFIG.requestTimeoutMs, signal);
      await expect(ask(control.signal)).rejects.toThrow('enough');
      await world.sleep(1_000);
      expect(await ask()).toBe(1n);
      expect(server.accepted).toBe(1);
      await world.sleep(12_000);
      expect(host.open).toEqual([]);
      await server.stop();
    });
  });
});
