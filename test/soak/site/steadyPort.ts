import { once } from 'node:events';
import { createServer } from 'node:net';

const MIN = 10_000;
const MAX = 32_000;

/**
 * A free port of 127.0.0.1 below those that the system gives away by itself: nobody gets it by chance while its daemon
 * is down.
 */
export async function steadyPort(): Promise<number> {
  for (;;) {
    const port = MIN + Math.floor(Math.random() * (MAX - MIN));
    const server = createServer();
    const free = new Promise<boolean>((resolve) => {
      server.once('listening', () => resolve(true)).once('error', () => resolve(false));
    });
    server.listen(port, '127.0.0.1');
    if (!(await free)) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
