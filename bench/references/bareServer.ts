import { createServer, type Socket } from 'node:net';

/** What a bare server does: for every `requestSize` bytes it answers with `reply` and `contentSize` bytes more. */
export interface Shape {
  readonly requestSize: number;
  readonly reply: Buffer;
  readonly contentSize: number;
}

const CONTENT = Buffer.alloc(1024 * 1024, 'tnv');

/**
 * Nothing but Node and the loopback interface: takes and gives the bytes that a daemon would, and looks at none of
 * them. Resolves to its port.
 */
export function startBareServer(shape: Shape): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => serve(socket, shape));
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function serve(socket: Socket, { requestSize, reply, contentSize }: Shape): void {
  let missing = requestSize;
  let left = 0;
  const send = (): void => {
    while (left > 0) {
      const chunk = left < CONTENT.length ? CONTENT.subarray(0, left) : CONTENT;
      left -= chunk.length;
      if (!socket.write(chunk)) {
        socket.once('drain', send);
        return;
      }
    }
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    missing -= bytes.length;
    if (missing > 0) return;
    missing = requestSize;
    socket.write(reply);
    left = contentSize;
    send();
  });
}
