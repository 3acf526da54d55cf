import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { Line } from './line.ts';

const CONTENT = Buffer.alloc(3_000_000, 'tnv');

const open: { close(): unknown }[] = [];

/** A server that sends back what it gets, behind a line. */
async function echoBehindLine(): Promise<{ line: Line; peers: Socket[] }> {
  const peers: Socket[] = [];
  const server = createServer((socket) => {
    peers.push(socket.on('error', () => undefined));
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const line = await Line.start('line', (server.address() as AddressInfo).port);
  open.push({
    close: async () => {
      await line.stop();
      server.close();
    },
  });
  return { line, peers };
}

async function connected(line: Line): Promise<Socket> {
  const socket = connect(line.port, '127.0.0.1').on('error', () => undefined);
  open.push({ close: () => socket.destroy() });
  await once(socket, 'connect');
  return socket;
}

/** What comes next. */
async function next(socket: Socket): Promise<string> {
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return bytes.toString();
}

afterEach(async () => {
  for (const part of open.splice(0)) await part.close();
});

describe('a line', () => {
  it('hands on all bytes in order, and the end behind them, also when it is slow', async () => {
    const { line } = await echoBehindLine();
    line.blow({ delayMs: 2, bytesPerMs: 100_000 });
    const socket = await connected(line);
    socket.end(CONTENT);
    expect((await buffer(socket)).equals(CONTENT)).toBe(true);
  });

  it('resets its connections when it is cut, and refuses new ones until it is healed', async () => {
    const { line } = await echoBehindLine();
    const socket = await connected(line);
    socket.write('a');
    expect(await next(socket)).toBe('a');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    line.refuse();
    await closed;
    const refused = connect(line.port, '127.0.0.1').on('error', () => undefined);
    await new Promise((resolve) => refused.once('close', resolve));
    line.heal();
    const again = await connected(line);
    again.write('b');
    expect(await next(again)).toBe('b');
  });

  it('never lets bytes through behind those it has lost, and tells neither side', async () => {
    const { line, peers } = await echoBehindLine();
    const socket = await connected(line);
    socket.write('a');
    expect(await next(socket)).toBe('a');
    const heard: string[] = [];
    socket.on('data', (bytes) => heard.push(bytes.toString()));
    line.swallow();
    socket.write('lost');
    line.heal();
    socket.write('behind it');
    const fresh = await connected(line);
    fresh.write('through');
    expect(await next(fresh)).toBe('through');
    expect(heard).toEqual([]);
    socket.destroy();
    fresh.write('more');
    expect(await next(fresh)).toBe('more');
    expect(peers[0]?.closed).toBe(false);
    const closed = new Promise((resolve) => peers[0]?.once('close', resolve));
    line.resetLost();
    await closed;
  });
});
