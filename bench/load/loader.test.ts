import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeFailure } from '../../src/protocol/failure.ts';
import { encodeIdGetReply, encodeIdGetRequest } from '../../src/protocol/idGet.ts';
import { doJob } from './loader.ts';

const PACKET = encodeIdGetRequest('key-00000000');
const COUNTER_AT = 10 + 'key-'.length;
const JOB = { framing: 'tnv', packet: PACKET } as const;

const servers: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Calls `answer` with each request of `size` bytes and sends back what it returns, each byte alone when asked to. */
async function server(size: number, answer: (request: Buffer) => Buffer, alone = false): Promise<number> {
  const listening = createServer({ noDelay: true }, (socket) => {
    let received = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      for (; received.length >= size; received = received.subarray(size)) {
        const reply = answer(received.subarray(0, size));
        if (!alone) socket.write(reply);
        else for (const byte of reply) setImmediate(() => socket.write(Buffer.of(byte)));
      }
    });
    socket.on('error', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  servers.push(listening);
  await once(listening, 'listening');
  return (listening.address() as AddressInfo).port;
}

describe('the load', () => {
  it.each([false, true])(
    'sends as many requests as told, each another one, whole replies or bytes (%s)',
    async (alone) => {
      const keys: string[] = [];
      const answer = (request: Buffer): Buffer => {
        keys.push(request.toString('latin1', 10, request.length - 1));
        return encodeIdGetReply(BigInt(keys.length));
      };
      const port = await server(PACKET.length, answer, alone);
      const counter = { at: COUNTER_AT, first: 14, count: 3 };
      const tally = await doJob({ ...JOB, port, counter, connections: 2, until: { requests: 5 } });
      expect(tally).toMatchObject({ requests: 5, bytes: 5 * 18 });
      expect(keys.sort()).toEqual(['key-0000000e', 'key-0000000e', 'key-0000000f', 'key-0000000f', 'key-00000010']);
    },
  );

  it('sends content behind its requests, and never a request before the reply to the last one', async () => {
    let under = 0;
    const answer = (): Buffer => {
      under += 1;
      return encodeIdGetReply(BigInt(under));
    };
    const port = await server(PACKET.length + 3_000_000, answer);
    const job = { ...JOB, port, contentSize: 3_000_000, connections: 1, until: { requests: 2 } };
    expect(await doJob(job)).toMatchObject({ requests: 2, bytes: 2 * 3_000_018 });
  });

  it('goes on until its time is over', async () => {
    const port = await server(PACKET.length, () => encodeIdGetReply(1n));
    const tally = await doJob({ ...JOB, port, connections: 3, until: { ms: 50 } });
    expect(tally.elapsedMs).toBeGreaterThanOrEqual(49);
    expect(tally.requests).toBeGreaterThan(0);
  });

  it('measures no failures', async () => {
    const failure = encodeFailure(101, { errorNumber: 503, description: 'the database is away' });
    const port = await server(PACKET.length, () => failure);
    await expect(doJob({ ...JOB, port, connections: 1, until: { ms: 50 } })).rejects.toThrow('the database is away');
  });

  it('takes answers of HTTP, and refuses those without the content', async () => {
    const packet = Buffer.from('GET / HTTP/1.1\r\n\r\n');
    const whole = await server(packet.length, () => Buffer.from('HTTP/1.1 206 X\r\nContent-Length: 2\r\n\r\nab'));
    const job = { framing: 'http', packet, connections: 1, until: { requests: 2 } } as const;
    expect(await doJob({ ...job, port: whole })).toHaveProperty('requests', 2);
    const missing = await server(packet.length, () => Buffer.from('HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n'));
    await expect(doJob({ ...job, port: missing })).rejects.toThrow('404');
  });

  it('says when nobody listens', async () => {
    await expect(doJob({ ...JOB, port: 1, connections: 1, until: { requests: 1 } })).rejects.toThrow('ECONNREFUSED');
  });
});
