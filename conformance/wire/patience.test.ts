import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { pause } from './patience.ts';

const CONNECTIONS = 40;
const STALL_MS = 300;

it('a pause gives every connection its turn, also when the process stood still until it was over', async () => {
  let read = 0;
  const server = createServer((socket) => socket.once('data', () => read++));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const sockets = Array.from({ length: CONNECTIONS }, () => connect(port, '127.0.0.1'));
  for (const socket of sockets) socket.write('torn');
  // The system has connected them; nobody here has heard of it yet.
  await new Promise<void>((resolve) => process.nextTick(resolve));
  const over = pause(50);
  const sinceMs = performance.now();
  while (performance.now() - sinceMs < STALL_MS);
  await over;
  expect(read).toBe(CONNECTIONS);
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, 'close');
});
