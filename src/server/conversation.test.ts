import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RawPeer, type RawReply } from '../../test/peers/rawPeer.ts';
import { trial } from '../../test/server/trial.ts';
import { byteAt, digest, ECHO, FAIL, GET, PUT, request, SLOW, uint32s } from '../../test/server/trialCommands.ts';

const NEVER = 0xffffffff;

/** Checks that the connection still answers, and what it answers. */
async function expectInStep(peer: RawPeer): Promise<void> {
  const reply = await peer.ask(request(ECHO, Buffer.from('still here')));
  expect(reply.body.toString()).toBe('still here');
}

describe('a request', () => {
  // Spec: WIRE-REPLY-COMMANDS, WIRE-REPLY-STATUS
  it('is answered with the command of the server and status 0', () =>
    trial(async ({ connect }) => {
      const peer = await connect();
      const reply = await peer.ask(request(ECHO, Buffer.from('hello')));
      expect(reply).toMatchObject({ command: 102, status: 0, body: Buffer.from('hello') });
    }));

  // Spec: WIRE-REQUEST-STATUS
  it('may carry any status', () =>
    trial(async ({ connect }) => {
      const peer = await connect();
      const odd = request(ECHO);
      odd[9] = 0x80;
      expect((await peer.ask(odd)).errorNumber).toBe(0);
    }));

  // Spec: CONN-ORDER
  it('may come behind others that are not answered yet: replies keep their order', () =>
    trial(async ({ connect }) => {
      const peer = await connect();
      await peer.send(
        request(SLOW, uint32s(500)),
        request(ECHO, Buffer.from('second')),
        request(FAIL, Buffer.from('refused')),
        request(PUT, Buffer.concat([uint32s(NEVER), Buffer.from('content')])),
        request(ECHO, Buffer.from('last')),
      );
      const replies: RawReply[] = [];
      while (replies.length < 5) replies.push(await peer.reply());
      expect(replies.map((reply) => [reply.errorNumber, reply.status === 0 ? reply.body.toString() : ''])).toEqual([
        [0, uint32s(500).toString()],
        [0, 'second'],
        [404, ''],
        [0, digest(Buffer.from('content'))],
        [0, 'last'],
      ]);
    }));

  it('may come one byte at a time', () =>
    trial(async ({ world, connect }) => {
      const peer = await connect();
      for (const byte of request(ECHO, Buffer.from('slowly'))) {
        await peer.send(Uint8Array.of(byte));
        await world.sleep(100);
      }
      expect((await peer.reply()).body.toString()).toBe('slowly');
    }));

  it('is answered when the peer has ended its direction behind it', () =>
    trial(async ({ connect }) => {
      const peer = await connect();
      await peer.send(request(SLOW, uint32s(100)));
      peer.connection.end();
      expect((await peer.reply()).errorNumber).toBe(0);
      expect(await peer.rest()).toEqual({ bytes: Buffer.alloc(0), how: 'ended' });
    }));

  // Spec: CONN-ORDER, CONN-IN-STEP
  it('gets the same replies however its bytes are split', async () => {
    const requests = Buffer.concat([
      request(ECHO, Buffer.from('one')),
      request(77, Buffer.from('unknown')),
      request(PUT, Buffer.concat([uint32s(NEVER), Buffer.alloc(3000, 'x')])),
      request(PUT, Buffer.concat([uint32s(100), Buffer.alloc(3000, 'y')])),
      request(GET, uint32s(2000, 2000)),
      request(FAIL, Buffer.from('+bug')),
      request(ECHO),
    ]);
    const repliesTo = async (seed: number, cuts: readonly number[]): Promise<string> => {
      let replies = '';
      await trial(
        async ({ world, connect }) => {
          const peer = await connect();
          const rest = peer.rest();
          let start = 0;
          for (const end of [...cuts, requests.length]) {
            await peer.send(requests.subarray(start, end));
            if (end % 2 === 0) await world.sleep(5);
            start = end;
          }
          peer.connection.end();
          const { bytes, how } = await rest;
          expect(how).toBe('ended');
          replies = bytes.toString('hex');
        },
        { seed },
      );
      return replies;
    };
    const whole = await repliesTo(1, []);
    expect(whole.length).toBeGreaterThan(4000);
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: requests.length - 1 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.nat(), cuts, async (seed, points) => {
        expect(
          await repliesTo(
            seed,
            points.sort((a, b) => a - b),
          ),
        ).toBe(whole);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a refusal', () => {
  // Spec: CONN-REFUSAL-KEEPS, CONN-IN-STEP, ERR-NUMBERS, WIRE-FAILURE-STATUS, WIRE-FAILURE-TEXT
  it.each([
    ['refused', 404, '[server] no such thing', 'info'],
    ['database', 503, '[server] the database failed: gone away', 'warn'],
    ['full', 507, '[server] the disk is full', 'warn'],
    ['broken', 500, '[server] the disk failed: io', 'warn'],
    ['bug', 500, '[server] internal error', 'error'],
    ['elsewhere', 500, '[server] internal error', 'error'],
  ])('for "%s" is told with %i and leaves the connection in step', (kind, errorNumber, why, level) =>
    trial(async ({ host, connect }) => {
      const peer = await connect();
      for (const how of [kind, `+${kind}`]) {
        expect(await peer.ask(request(FAIL, Buffer.from(how)))).toMatchObject({ status: -3, errorNumber, why });
      }
      await expectInStep(peer);
      const lines = host.lines.filter((line) => line.fields.outcome === errorNumber);
      expect(lines.map((line) => [line.event, line.level, line.fields.command])).toEqual([
        ['request', level, 'FAIL'],
        ['request', level, 'FAIL'],
      ]);
    }),
  );

  it('that nobody foresaw is logged with its stack', () =>
    trial(async ({ host, connect }) => {
      const peer = await connect();
      await peer.ask(request(FAIL, Buffer.from('bug')));
      const { error } = host.lines.find((line) => line.level === 'error')?.fields ?? {};
      expect((error as Error).stack).toContain('trialCommands');
    }));

  // Spec: CONN-UNKNOWN-COMMAND, CONN-IN-STEP
  it('of an unknown command leaves the connection in step when its body is short enough', () =>
    trial(async ({ connect }) => {
      const peer = await connect();
      const reply = await peer.ask(request(77, Buffer.alloc(100_000)));
      expect(reply).toMatchObject({ errorNumber: 400, why: '[server] unknown command 77' });
      await expectInStep(peer);
    }));

  // Spec: WIRE-BODY-LENGTH, ERR-MALFORMED
  it('of a body of the wrong size says which size is right', () =>
    trial(async ({ connect }) => {
      const peer = await connect();
      const tooLong = await peer.ask(request(ECHO, Buffer.alloc(1001)));
      expect(tooLong).toMatchObject({ errorNumber: 400, why: '[server] ECHO has a body of 0 to 1000 bytes, not 1001' });
      const tooShort = await peer.ask(request(PUT, Buffer.alloc(3)));
      expect(tooShort).toMatchObject({ errorNumber: 400, why: '[server] PUT has a body of at least 4 bytes, not 3' });
      await expectInStep(peer);
    }));

  it.each([
    ['ECHO', ECHO, -1n],
    ['ECHO', ECHO, -(2n ** 63n)],
    ['PUT', PUT, -1n],
    ['an unknown command', 77, -5n],
    ['ECHO', ECHO, 2n ** 63n - 1n],
    ['an unknown command', 77, 2n ** 40n],
  ])('of %s (%i) with a body of %i bytes is told, and the connection is closed', (_name, code, length) =>
    trial(async ({ connect }) => {
      const peer = await connect();
      const reply = await peer.ask(request(code, Buffer.from('some bytes'), length));
      expect(reply.errorNumber).toBe(400);
      expect(await peer.rest()).toEqual({ bytes: Buffer.alloc(0), how: 'ended' });
    }),
  );

  // Spec: CONN-DRAIN
  it('reaches a peer that goes on sending behind a head that nobody can follow', async () => {
    for (let seed = 0; seed < 10; seed++) {
      await trial(
        async ({ connect }) => {
          const peer = await connect();
          const sending = peer.send(request(77, Buffer.alloc(500_000), -1n)).then(
            () => peer.connection.end(),
            () => {},
          );
          expect((await peer.reply()).errorNumber).toBe(400);
          expect((await peer.rest()).how).toBe('ended');
          await sending;
        },
        { seed },
      );
    }
  });

  it('reaches a peer that reads late, and so do the replies before it', () =>
    trial(
      async ({ world, connect }) => {
        const peer = await connect();
        const sending = peer.send(request(GET, uint32s(6000, 6000)), request(77, Buffer.alloc(6000), -1n));
        await world.sleep(2000);
        expect((await peer.reply()).body.length).toBe(6000);
        expect((await peer.reply()).errorNumber).toBe(400);
        await sending;
        peer.connection.end();
        expect((await peer.rest()).how).toBe('ended');
      },
      { network: { windows: { sendBytes: 8192, receiveBytes: 4096 } } },
    ));

  // Spec: CONN-DRAIN, CONN-IN-STEP
  it('in the middle of content reaches a peer that is still sending, and leaves the connection in step', async () => {
    for (let seed = 0; seed < 10; seed++) {
      await trial(
        async ({ connect }) => {
          const peer = await connect();
          const sending = peer.send(request(PUT, Buffer.concat([uint32s(70_000), Buffer.alloc(3_000_000)])));
          expect(await peer.reply()).toMatchObject({ errorNumber: 409, why: '[server] refused after 70000 bytes' });
          await sending;
          await expectInStep(peer);
        },
        { seed },
      );
    }
  });

  // Spec: CONN-DRAIN-LIMITS
  it('of content too long to be read on is told, and the connection is closed', () =>
    trial(async ({ world, connect }) => {
      const peer = await connect();
      const startMs = world.nowMs;
      const sending = peer.send(request(PUT, Buffer.concat([uint32s(10), Buffer.alloc(100_000)]), 2n ** 50n));
      expect((await peer.reply()).errorNumber).toBe(409);
      expect((await peer.rest()).how).toBe('ended');
      await sending;
      await peer.leave();
      expect(world.nowMs - startMs).toBeLessThan(1000);
    }));

  // Spec: CONN-DRAIN-LIMITS
  it('does not wait for ever for the rest of the body', () =>
    trial(async ({ world, host, connect }) => {
      const peer = await connect();
      const startMs = world.nowMs;
      expect((await peer.ask(request(PUT, uint32s(0), 100_000n))).errorNumber).toBe(409);
      await peer.rest();
      expect(world.nowMs - startMs).toBeLessThan(11_000);
      expect(host.openSockets).toBe(1);
    }));
});

describe('a request without an honest answer', () => {
  // Spec: CONN-NO-ANSWER
  it('is cut without a reply when its outcome is unknown', () =>
    trial(async ({ host, connect }) => {
      const peer = await connect();
      await peer.send(request(FAIL, Buffer.from('unknown')));
      expect((await peer.rest()).bytes.length).toBe(0);
      expect(host.logged('request')).toMatchObject([{ outcome: 'unknown', why: 'the answer was lost' }]);
    }));

  // Spec: READ-RIGHT-OR-ABSENT
  it('is cut when its content cannot be sent to the end: fewer bytes than promised, all of them right', () =>
    trial(async ({ host, connect }) => {
      const peer = await connect();
      await peer.send(request(GET, uint32s(1000, 400)), request(ECHO, Buffer.from('never answered')));
      const { bytes } = await peer.rest();
      expect(bytes.subarray(0, 10).toString('hex')).toBe('00000000000003e86600');
      expect(bytes.length).toBeLessThanOrEqual(410);
      expect(bytes.subarray(10)).toEqual(Buffer.from(Array.from({ length: bytes.length - 10 }, (_, i) => byteAt(i))));
      expect(host.lines).toMatchObject([{ level: 'error', fields: { command: 'GET', outcome: 'cut off' } }]);
    }));

  // Spec: CONN-TORN
  it('is cut when the peer ends in the middle of its content', () =>
    trial(async ({ host, connect }) => {
      const peer = await connect();
      await peer.send(request(PUT, Buffer.concat([uint32s(NEVER), Buffer.alloc(10)]), 100n));
      peer.connection.end();
      expect((await peer.rest()).bytes.length).toBe(0);
      const why = 'the peer ended 86 bytes before the end of its content';
      expect(host.logged('request')).toMatchObject([{ command: 'PUT', outcome: 'cut off', why }]);
    }));
});

// Spec: CONN-LIMITS
describe('a peer that is silent', () => {
  it('in the middle of a head is closed after the time for a request', () =>
    trial(async ({ world, host, connect }) => {
      const peer = await connect();
      const startMs = world.nowMs;
      await peer.send(request(ECHO).subarray(0, 5));
      expect((await peer.rest()).bytes.length).toBe(0);
      expect(world.nowMs - startMs).toBeGreaterThanOrEqual(20_000);
      expect(world.nowMs - startMs).toBeLessThan(20_100);
      expect(host.open).toEqual(['listens at 0.0.0.0:23000']);
    }));

  it('in the middle of a body is closed after the time for a request', () =>
    trial(async ({ world, host, connect }) => {
      const peer = await connect();
      const startMs = world.nowMs;
      await peer.send(request(ECHO, Buffer.alloc(5), 6n));
      expect((await peer.rest()).bytes.length).toBe(0);
      expect(world.nowMs - startMs).toBeLessThan(20_100);
      expect(host.open).toEqual(['listens at 0.0.0.0:23000']);
    }));

  it('in the middle of content is closed after the time for a request, not while it sends enough now and then', () =>
    trial(async ({ world, host, connect }) => {
      const peer = await connect();
      await peer.send(request(PUT, uint32s(NEVER), 1_000_000n));
      for (let count = 0; count < 10; count++) {
        await world.sleep(19_000);
        await peer.send(Buffer.alloc(80_000));
      }
      const startMs = world.nowMs;
      expect((await peer.rest()).bytes.length).toBe(0);
      expect(world.nowMs - startMs).toBeLessThan(20_100);
      expect(host.open).toEqual(['listens at 0.0.0.0:23000']);
    }));

  // Spec: CONN-MIN-RATE
  it('but for a byte of content now and then is closed, too', () =>
    trial(async ({ world, host, connect }) => {
      const peer = await connect();
      await peer.send(request(PUT, uint32s(NEVER), 1_000_000n));
      const dripping = (async () => {
        for (let count = 0; count < 100; count++) {
          await world.sleep(1_000);
          await peer.send(Buffer.alloc(1));
        }
      })().catch(() => undefined);
      expect((await peer.rest()).bytes.length).toBe(0);
      expect(world.nowMs).toBeLessThan(25_000);
      expect(host.open).toEqual(['listens at 0.0.0.0:23000']);
      await dripping;
    }));

  it('between requests is closed after the idle time', () =>
    trial(async ({ world, host, connect }) => {
      const peer = await connect();
      await peer.ask(request(ECHO));
      const startMs = world.nowMs;
      expect(await peer.rest()).toEqual({ bytes: Buffer.alloc(0), how: 'ended' });
      expect(world.nowMs - startMs).toBeGreaterThanOrEqual(59_900);
      expect(world.nowMs - startMs).toBeLessThan(60_100);
      expect(host.open).toEqual(['listens at 0.0.0.0:23000']);
    }));
});

// Spec: CONN-LIMITS
describe('a peer that does not read', () => {
  it('its replies is cut after the time for a request', () =>
    trial(
      async ({ world, host, connect }) => {
        const peer = await connect();
        const sending = peer.send(...Array.from({ length: 200 }, () => request(GET, uint32s(4000, 4000))));
        await world.sleep(25_000);
        expect(host.open).toEqual(['listens at 0.0.0.0:23000']);
        expect(host.logged('request').at(-1)).toMatchObject({
          outcome: 'cut off',
          why: 'the peer did not take 4010 bytes within 21.0025 s',
        });
        await sending.catch(() => {});
      },
      { network: { windows: { sendBytes: 8192, receiveBytes: 8192 } } },
    ));

  it('fast is waited for as long as it takes a little', () =>
    trial(
      async ({ world, connect }) => {
        const peer = await connect();
        await peer.send(request(GET, uint32s(200_000, 200_000)));
        let taken = 0;
        while (taken < 200_010) {
          await world.sleep(1000);
          taken += (await peer.connection.read())?.length ?? Number.NaN;
        }
        await expectInStep(peer);
      },
      { network: { windows: { sendBytes: 8192, receiveBytes: 8192 } } },
    ));
});

describe('a peer that vanishes', () => {
  it.each(['reset', 'closed', 'silent'] as const)('(%s) leaves nothing behind', (connections) =>
    trial(async ({ world, host, other, connect }) => {
      const idle = await connect();
      await idle.ask(request(ECHO));
      await (await connect()).send(request(ECHO).subarray(0, 3));
      await (await connect()).send(request(PUT, uint32s(NEVER), 1000n));
      await (await connect()).send(request(SLOW, uint32s(5000)));
      await world.sleep(100);
      other.crash({ connections });
      await world.sleep(70_000);
      expect(host.open).toEqual(['listens at 0.0.0.0:23000']);
    }),
  );

  // Spec: CONN-LIMITS
  it('takes no other peer with it', () =>
    trial(async ({ world, host, connect }) => {
      const bystander = world.host('bystander');
      const good = await RawPeer.connect(bystander, { host: host.ip, port: 23000 });
      const bad = await connect();
      await bad.send(request(PUT, uint32s(NEVER), 1000n));
      await world.sleep(10);
      bad.connection.abort();
      await expectInStep(good);
      await good.leave();
    }));
});

describe('a request line of the log', () => {
  it('tells peer, command, duration, bytes and outcome', () =>
    trial(async ({ host, other, connect }) => {
      const peer = await connect();
      await peer.ask(request(SLOW, uint32s(250)));
      const { port } = peer.connection.local;
      expect(host.logged('request')).toEqual([
        { peer: `${other.ip}:${port}`, command: 'SLOW', ms: 250, bytes: 8, outcome: 'ok' },
      ]);
    }));
});
