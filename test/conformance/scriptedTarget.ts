import { createServer, type Socket } from 'node:net';
import type { Address } from '../../conformance/wire/conversation.ts';

/** A server at a port, 0 for a free one, that does with each connection what it is told; `close` ends all of them. */
export async function scriptedTarget(
  serve: (socket: Socket) => void,
  port = 0,
): Promise<{ address: Address; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no address');
  return {
    address: { host: '127.0.0.1', port: bound.port },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
