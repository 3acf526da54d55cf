import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Address } from '../address.ts';
import { BufferPool } from '../bufferPool.ts';
import type { Connection } from '../connection.ts';
import { ConnectionLost, ListenError } from '../networkErrors.ts';
import { createLog } from './log.ts';
import { NodeNetwork } from './network.ts';

const network = new NodeNetwork(createLog({ level: 'silent' }), new BufferPool(1024 * 1024));
const CONNECT = { timeoutMs: 5000 };

const openSockets = (): number => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP')).length;

/** A program of this Node that first prints one line; it ends with the test. */
async function program(code: string, limits = ''): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn('/bin/sh', ['-c', `${limits} exec "$0" --input-type=module -e "$1"`, process.execPath, code], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: import.meta.dirname,
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  });
  let line = '';
  for await (const part of child.stdout) {
    line += part;
    if (line.includes('\n')) break;
  }
  return { child, line: line.trim() };
}

/** A port that is listened at by a process that never accepts, with the queue of waiting connections full. */
async function fullQueue(): Promise<Address> {
  const { line } = await program(`
    import { createServer } from 'node:net';
    const server = createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
      process.stdout.write(server.address().port + '\\n', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    });`);
  const address = { host: '127.0.0.1', port: Number(line) };
  const waiting: Socket[] = [];
  for (let count = 0; count < 8; count++) waiting.push(connect(address).on('error', () => {}));
  onTestFinished(() => {
    for (const socket of waiting) socket.destroy();
  });
  await Promise.race(waiting.map((socket) => once(socket, 'connect')));
  return address;
}

test('gives up an attempt to connect that nobody answers, and leaves nothing of it', async () => {
  const address = await fullQueue();
  const before = openSockets();
  const attempt = network.connect(address, { timeoutMs: 150 });
  await expect(attempt).rejects.toThrow(ConnectionLost);
  await expect(attempt).rejects.toThrow(`cannot connect to 127.0.0.1:${address.port}: no answer for 150 ms`);
  // Others of this process may end meanwhile.
  await expect.poll(openSockets).toBeLessThanOrEqual(before);
});

test('shows an IPv4 peer of a listener for both protocols by its IPv4 address', async (context) => {
  const { promise, resolve } = Promise.withResolvers<Connection>();
  const listener = await network.listen({ host: '::', port: 0 }, resolve).catch((error: unknown) => {
    if (error instanceof ListenError) context.skip('this machine has no IPv6');
    throw error;
  });
  const near = await network.connect({ host: '127.0.0.1', port: listener.address.port }, CONNECT);
  const far = await promise;
  expect(far.peer).toEqual(near.local);
  expect(far.peer.host).toBe('127.0.0.1');
  expect(far.local.host).toBe('127.0.0.1');
  near.abort();
  far.abort();
  await Promise.all([near.closed, far.closed, listener.close()]);
});

test('connects to a host by its name, and from one', async () => {
  const { promise, resolve } = Promise.withResolvers<Connection>();
  const listener = await network.listen({ host: '127.0.0.1', port: 0 }, resolve);
  const near = await network.connect(
    { host: 'localhost', port: listener.address.port },
    { ...CONNECT, localHost: '0.0.0.0' },
  );
  near.abort();
  (await promise).abort();
  const unknown = network.connect(listener.address, { ...CONNECT, localHost: 'nobody.invalid' });
  await expect(unknown).rejects.toThrow(ConnectionLost);
  await listener.close();
});

test('tells in words what is wrong with a port', async () => {
  const listener = await network.listen({ host: '127.0.0.1', port: 0 }, () => {});
  await expect(network.listen(listener.address, () => {})).rejects.toThrow(
    `cannot listen at 127.0.0.1:${listener.address.port}: the port is in use; stop what listens there or choose another one`,
  );
  await expect(network.listen({ host: '192.0.2.1', port: 0 }, () => {})).rejects.toThrow(
    'choose one of its own or 0.0.0.0',
  );
  await expect(network.listen({ host: 'nobody.invalid', port: 0 }, () => {})).rejects.toThrow(ListenError);
  await listener.close();
});

test('a process that has too many files open goes on, and accepts again when some are closed', async () => {
  const { child, line } = await program(
    `
    import { BufferPool } from '../bufferPool.ts';
    import { createLog } from './log.ts';
    import { NodeNetwork } from './network.ts';
    const network = new NodeNetwork(createLog({ level: 'silent' }), new BufferPool(1024 * 1024));
    const listener = await network.listen({ host: '127.0.0.1', port: 0 }, (connection) => {
      void connection.read().then(() => connection.write(Buffer.from('!'))).finally(() => connection.abort()).catch(() => {});
    });
    console.log(listener.address.port);`,
    'ulimit -n 40;',
  );
  const address = { host: '127.0.0.1', port: Number(line) };
  const crowd = await Promise.all(Array.from({ length: 80 }, () => network.connect(address, CONNECT)));
  const served = async (): Promise<boolean> => {
    const connection = await network.connect(address, CONNECT);
    try {
      await connection.write(Buffer.from('?'));
      return String(await connection.read()) === '!';
    } catch (error) {
      expect(error).toBeInstanceOf(ConnectionLost);
      return false;
    } finally {
      connection.abort();
    }
  };
  expect(await served()).toBe(false);
  for (const connection of crowd) connection.abort();
  while (!(await served()));
  expect(child.exitCode).toBe(null);
});
