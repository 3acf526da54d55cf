import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpListener } from '../http.ts';
import { nodeClock } from './clock.ts';
import { NodeHttp } from './http.ts';
import { HttpServer } from './httpServer.ts';
import { createLog } from './log.ts';
import { nodeTimers } from './timers.ts';

const BODY = Buffer.alloc(64 * 1024 * 1024, 'x');
const LIMITS = { connectionsMax: 10, idleTimeoutMs: 60_000, headTimeoutMs: 10_000 };

describe('an HTTP listener that is closed while a viewer has not taken its answer yet', () => {
  let listener: HttpListener;
  let viewer: Socket;
  afterEach(() => viewer.destroy());

  /** A viewer that has got the first bytes of a complete answer, and takes no more of it. */
  const begin = async (): Promise<number> => {
    const ended = Promise.withResolvers<void>();
    const http = new NodeHttp(nodeClock, nodeTimers, createLog({ level: 'error' }));
    listener = await http.listen({ host: '127.0.0.1', port: 0 }, LIMITS, async (_request, response) => {
      response.head(200, { 'content-length': BODY.length });
      response.end(BODY);
      ended.resolve();
    });
    viewer = connect(listener.address.port, '127.0.0.1');
    viewer.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await ended.promise;
    const [first] = (await once(viewer, 'data')) as [Buffer];
    viewer.pause();
    return first.length - first.indexOf('\r\n\r\n') - 4;
  };

  // Spec: OPS-STOP
  it('waits until the last byte was taken', async () => {
    let taken = await begin();
    const closed = listener.close();
    viewer.on('data', (bytes) => {
      taken += bytes.length;
    });
    viewer.resume();
    await Promise.all([once(viewer, 'end'), closed]);
    expect(taken).toBe(BODY.length);
  });

  it('is closed when it cuts a viewer that takes nothing', async () => {
    await begin();
    let isClosed = false;
    const closed = listener.close().then(() => {
      isClosed = true;
    });
    await new Promise(setImmediate);
    expect(isClosed).toBe(false);
    listener.cut();
    await closed;
  });
});

describe('an HTTP server that gets thousands of requests at once', () => {
  // Spec: HTTP-LIMITS
  it('looks at as many of them as may wait for their answers, and at the one that is too much', async () => {
    const silent = createLog({ level: 'silent' });
    const http = new HttpServer(LIMITS, () => new Promise(() => {}), nodeClock, nodeTimers, silent);
    let seen = 0;
    http.server.on('request', () => {
      seen++;
    });
    http.server.listen(0, '127.0.0.1');
    await once(http.server, 'listening');
    const viewer = connect((http.server.address() as AddressInfo).port, '127.0.0.1');
    viewer.on('error', () => {});
    viewer.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(2_000));
    await once(viewer, 'close');
    http.server.close();
    await http.finish();
    expect(seen).toBe(17);
  });
});
