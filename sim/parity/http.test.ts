import { expect } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../src/host/http.ts';
import { ConnectionLost, ListenError } from '../../src/host/networkErrors.ts';
import { onBoth } from './sites.ts';
import { isPending, pattern } from './talk.ts';
import { finish, serve, view } from './viewer.ts';

const MIB = 1024 * 1024;
const STUCK_MS = 100;

/** Answers with the target. */
async function echoTarget(request: HttpRequest, response: HttpResponse): Promise<void> {
  const body = Buffer.from(request.target);
  response.head(200, { 'content-length': body.length });
  response.end(body);
}

onBoth('a request reaches the handler as it was sent', async (site) => {
  const seen = Promise.withResolvers<HttpRequest>();
  const { listener, viewer } = await serve(site, async (request, response) => {
    seen.resolve(request);
    response.head(204, {});
    response.end();
  });
  await viewer.ask('GET /files/a%20b?x=%2F&y', ['X-Mixed: One', 'x-mixed: Two', 'Range: bytes=0-9']);
  await viewer.reply();
  const request = await seen.promise;
  expect(request.method).toBe('GET');
  expect(request.target).toBe('/files/a%20b?x=%2F&y');
  expect(request.headers['x-mixed']).toBe('One, Two');
  expect(request.headers.range).toBe('bytes=0-9');
  expect(request.peer).toBe(`${site.clientIp}:${viewer.connection.local.port}`);
  await finish(viewer, listener);
});

onBoth('an answer reaches the viewer with status, headers, date and body', async (site) => {
  const { listener, viewer } = await serve(site, async (_request, response) => {
    response.head(206, { 'content-length': 300_000, 'content-range': 'bytes 0-299999/*' });
    await response.write(pattern(100_000));
    await response.write(pattern(100_000));
    response.end(pattern(100_000));
  });
  await viewer.ask('GET /');
  const { status, headers, body } = await viewer.reply();
  expect(status).toBe(206);
  expect(headers['content-range']).toBe('bytes 0-299999/*');
  expect(Math.abs(Date.parse(headers.date ?? '') - site.server.clock.wallMs())).toBeLessThan(60_000);
  expect(body.equals(Buffer.concat([pattern(100_000), pattern(100_000), pattern(100_000)]))).toBe(true);
  await finish(viewer, listener);
});

onBoth('the head goes out before there is a body', async (site) => {
  const goOn = Promise.withResolvers<void>();
  const { listener, viewer } = await serve(site, async (_request, response) => {
    response.head(200, { 'content-length': 2 });
    await goOn.promise;
    response.end(Buffer.from('ok'));
  });
  await viewer.ask('GET /');
  expect((await viewer.head()).status).toBe(200);
  goOn.resolve();
  expect(String(await viewer.take(2))).toBe('ok');
  await finish(viewer, listener);
});

onBoth('a HEAD request is answered without a body', async (site) => {
  const { listener, viewer } = await serve(site, async (request, response) => {
    response.head(200, { 'content-length': 5 });
    if (request.method === 'GET') await response.write(Buffer.from('12'));
    response.end(request.method === 'GET' ? Buffer.from('345') : undefined);
  });
  await viewer.ask('HEAD /');
  expect((await viewer.reply(true)).headers['content-length']).toBe('5');
  await viewer.ask('GET /');
  expect(String((await viewer.reply()).body)).toBe('12345');
  await finish(viewer, listener);
});

onBoth('requests on one connection are answered in order, sent at once or one by one', async (site) => {
  const { listener, viewer } = await serve(site, echoTarget);
  await viewer.ask('GET /1');
  expect(String((await viewer.reply()).body)).toBe('/1');
  await Promise.all([viewer.ask('GET /2'), viewer.ask('GET /3'), viewer.ask('GET /4')]);
  for (const target of ['/2', '/3', '/4']) expect(String((await viewer.reply()).body)).toBe(target);
  await finish(viewer, listener);
});

onBoth('the body of a request is read as it comes', async (site) => {
  const { listener, viewer } = await serve(site, async (request, response) => {
    let size = 0;
    for await (const chunk of request.body) size += chunk.length;
    response.head(200, { 'content-length': 7 });
    response.end(Buffer.from(String(size)));
  });
  await viewer.ask('POST /', ['Content-Length: 1000000'], 'x'.repeat(1_000_000));
  expect(String((await viewer.reply()).body)).toBe('1000000');
  await finish(viewer, listener);
});

onBoth('a request whose body breaks off ends the reading of it', async (site) => {
  const thrown = Promise.withResolvers<unknown>();
  const { listener, viewer } = await serve(site, async (request, response) => {
    try {
      for await (const chunk of request.body) expect(chunk.length).toBeGreaterThan(0);
    } catch (error) {
      thrown.resolve(error);
    }
    response.abort();
  });
  await viewer.ask('POST /', ['Content-Length: 100'], 'only this');
  viewer.connection.abort();
  expect(await thrown.promise).toBeInstanceOf(ConnectionLost);
  await finish(viewer, listener);
});

onBoth('a body that is not read stays with its sender', async (site) => {
  const goOn = Promise.withResolvers<void>();
  const { listener, viewer } = await serve(site, async (request, response) => {
    await goOn.promise;
    let size = 0;
    for await (const chunk of request.body) size += chunk.length;
    response.head(200, { 'content-length': 8 });
    response.end(Buffer.from(String(size)));
  });
  await viewer.ask('POST /', [`Content-Length: ${64 * MIB}`]);
  let sent = 0;
  for (; sent < 64 * MIB; sent += MIB) {
    const write = viewer.connection.write(Buffer.alloc(MIB));
    if (!(await isPending(site, write, STUCK_MS))) continue;
    goOn.resolve();
    await write;
  }
  expect(String((await viewer.reply()).body)).toBe(String(64 * MIB));
  await finish(viewer, listener);
});

onBoth('an answer in the middle of a body can be read by who sends on, and is the last', async (site) => {
  const { listener, viewer } = await serve(site, async (request, response) => {
    for await (const chunk of request.body) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    response.head(413, { 'content-length': 4 });
    response.end(Buffer.from('much'));
  });
  await viewer.ask('POST /', [`Content-Length: ${32 * MIB}`]);
  for (let sent = 0; sent < 32 * MIB; sent += MIB) await viewer.connection.write(Buffer.alloc(MIB));
  const reply = await viewer.reply();
  expect([reply.status, reply.headers.connection, String(reply.body)]).toEqual([413, 'close', 'much']);
  expect((await viewer.rest()).length).toBe(0);
  await finish(viewer, listener);
});

onBoth('a body that never comes does not keep a connection that was answered', async (site) => {
  const { listener, viewer } = await serve(site, echoTarget);
  await viewer.ask('POST /early', ['Content-Length: 100000'], 'a part');
  const startMs = site.client.clock.monotonicMs();
  expect(String((await viewer.reply()).body)).toBe('/early');
  expect((await viewer.rest()).length).toBe(0);
  expect(site.client.clock.monotonicMs() - startMs).toBeLessThan(10_000);
  await finish(viewer, listener);
});

onBoth('a small body that nobody read is no obstacle to the next request', async (site) => {
  const { listener, viewer } = await serve(site, echoTarget);
  await viewer.ask('POST /1', ['Content-Length: 1000'], 'x'.repeat(1000));
  await viewer.ask('POST /2', ['Content-Length: 1000'], 'x'.repeat(1000));
  for (const target of ['/1', '/2']) expect(String((await viewer.reply()).body)).toBe(target);
  await finish(viewer, listener);
});

onBoth('who asks before it sends a body is told to, as soon as the body is wanted', async (site) => {
  const { listener, viewer } = await serve(site, async (request, response) => {
    let size = 0;
    if (request.target === '/wanted') for await (const chunk of request.body) size += chunk.length;
    response.head(size === 0 ? 403 : 200, { 'content-length': 0 });
    response.end();
  });
  const lines = ['Expect: 100-continue', 'Content-Length: 30000'];
  await viewer.ask('POST /wanted', lines);
  expect((await viewer.head()).status).toBe(100);
  await viewer.connection.write(Buffer.alloc(30_000));
  expect((await viewer.reply()).status).toBe(200);
  await viewer.ask('POST /unwanted', lines);
  expect((await viewer.reply()).status).toBe(403);
  expect((await viewer.rest()).length).toBe(0);
  await finish(viewer, listener);
});

onBoth('what is no request is refused with 400', async (site) => {
  const { listener, viewer } = await serve(site, echoTarget);
  await viewer.connection.write(Buffer.from('NONSENSE\r\n\r\n'));
  expect(String(await viewer.rest())).toMatch(/^HTTP\/1\.1 400 /);
  await finish(viewer, listener);
});

onBoth('a viewer that leaves is noticed while the handler waits for something else', async (site) => {
  const noticed = Promise.withResolvers<void>();
  const { listener, viewer } = await serve(site, async (request, response) => {
    await new Promise((resolve) => request.gone.addEventListener('abort', resolve));
    noticed.resolve();
    response.abort();
  });
  await viewer.ask('GET /');
  viewer.connection.abort();
  await noticed.promise;
  await finish(viewer, listener);
});

onBoth('nobody is gone when an answer was complete', async (site) => {
  const seen = Promise.withResolvers<HttpRequest>();
  const { listener, viewer } = await serve(site, async (request, response) => {
    await echoTarget(request, response);
    seen.resolve(request);
  });
  await viewer.ask('GET /');
  await viewer.reply();
  const { gone } = await seen.promise;
  await finish(viewer, listener);
  expect(gone.aborted).toBe(false);
});

onBoth('a body waits for a viewer that does not read, and is cut when it leaves', async (site) => {
  const stuck = Promise.withResolvers<{ write: Promise<void> }>();
  const { listener, viewer } = await serve(site, async (_request, response) => {
    response.head(200, { 'content-length': 1024 * MIB });
    for (let sent = 0; ; sent += MIB) {
      expect(sent).toBeLessThan(64 * MIB);
      const write = response.write(Buffer.alloc(MIB));
      if (!(await isPending(site, write, STUCK_MS))) continue;
      stuck.resolve({ write });
      return write;
    }
  });
  await viewer.ask('GET /');
  const { write } = await stuck.promise;
  const lost = expect(write).rejects.toThrow(ConnectionLost);
  viewer.connection.abort();
  await lost;
  await finish(viewer, listener);
});

onBoth('a viewer that leaves is noticed by every request it has sent', async (site) => {
  const gone: Promise<unknown>[] = [];
  const both = Promise.withResolvers<void>();
  const { listener, viewer } = await serve(site, async (request, response) => {
    gone.push(new Promise((resolve) => request.gone.addEventListener('abort', resolve)));
    if (gone.length === 2) both.resolve();
    if (request.target === '/first') {
      await gone[0];
      response.abort();
    } else {
      response.head(200, { 'content-length': MIB });
      await expect(response.write(Buffer.alloc(MIB))).rejects.toThrow(ConnectionLost);
    }
  });
  await viewer.ask('GET /first');
  await viewer.ask('GET /second');
  await both.promise;
  viewer.connection.abort();
  await Promise.all(gone);
  await finish(viewer, listener);
});

onBoth('an aborted answer breaks off', async (site) => {
  const { listener, viewer } = await serve(site, async (_request, response) => {
    response.head(200, { 'content-length': 1000 });
    await response.write(Buffer.alloc(10));
    response.abort();
    await expect(response.write(Buffer.alloc(10))).rejects.toThrow(ConnectionLost);
    response.end();
  });
  await viewer.ask('GET /');
  expect((await viewer.head()).headers['content-length']).toBe('1000');
  expect((await viewer.rest()).length).toBe(10);
  await finish(viewer, listener);
});

onBoth('a handler that fails answers 500, or cuts what it has begun', async (site) => {
  const { listener, viewer } = await serve(site, async (request, response) => {
    if (request.target === '/late') {
      response.head(200, { 'content-length': 1000 });
      await response.write(Buffer.alloc(10));
    }
    if (request.target !== '/forgotten') throw new Error('a bug');
  });
  await viewer.ask('GET /early');
  expect((await viewer.reply()).status).toBe(500);
  await viewer.ask('GET /forgotten');
  expect((await viewer.reply()).status).toBe(500);
  await viewer.ask('GET /late');
  expect((await viewer.head()).status).toBe(200);
  expect((await viewer.rest()).length).toBe(10);
  await finish(viewer, listener);
});

onBoth('close lets a request under way end and ends idle connections', async (site) => {
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const { listener, viewer } = await serve(site, async (request, response) => {
    if (request.target === '/slow') {
      begun.resolve();
      await goOn.promise;
    }
    await echoTarget(request, response);
  });
  const idle = await view(site, listener);
  await idle.ask('GET /quick');
  await idle.reply();
  await viewer.ask('GET /slow');
  await begun.promise;
  const fresh = await view(site, listener);
  expect(await isPending(site, fresh.connection.closed, STUCK_MS)).toBe(true);
  const startMs = site.client.clock.monotonicMs();
  const closed = listener.close();
  expect((await idle.rest()).length).toBe(0);
  expect((await fresh.rest()).length).toBe(0);
  expect(site.client.clock.monotonicMs() - startMs).toBeLessThan(5000);
  expect(await isPending(site, closed, STUCK_MS)).toBe(true);
  goOn.resolve();
  expect(String((await viewer.reply()).body)).toBe('/slow');
  expect((await viewer.rest()).length).toBe(0);
  await closed;
  const again = await site.server.http.listen(
    listener.address,
    { connectionsMax: 1, idleTimeoutMs: 1, headTimeoutMs: 1 },
    echoTarget,
  );
  await again.close();
  idle.connection.abort();
  fresh.connection.abort();
  await finish(viewer, listener);
});

onBoth('a port in use cannot be had', async (site) => {
  const { listener, viewer } = await serve(site, echoTarget);
  const second = site.server.http.listen(
    listener.address,
    { connectionsMax: 1, idleTimeoutMs: 1, headTimeoutMs: 1 },
    echoTarget,
  );
  await expect(second).rejects.toThrow(ListenError);
  await finish(viewer, listener);
});

onBoth('a head that takes too long ends the connection', async (site) => {
  const { listener, viewer } = await serve(site, echoTarget, { headTimeoutMs: 100 });
  await viewer.connection.write(Buffer.from('GET / HTTP/1.1\r\nHos'));
  expect(String(await viewer.rest())).toMatch(/^HTTP\/1\.1 408 /);
  await finish(viewer, listener);
});

onBoth('a connection on which no request begins is ended', async (site) => {
  const { listener, viewer } = await serve(site, echoTarget, { headTimeoutMs: 100 });
  expect(String(await viewer.rest())).toMatch(/^HTTP\/1\.1 408 /);
  await finish(viewer, listener);
});

onBoth('a connection that was kept alive and stays idle is ended', async (site) => {
  const { listener, viewer } = await serve(site, echoTarget, { idleTimeoutMs: 100 });
  await viewer.ask('GET /');
  expect((await viewer.reply()).status).toBe(200);
  const startMs = site.client.clock.monotonicMs();
  expect((await viewer.rest()).length).toBe(0);
  expect(site.client.clock.monotonicMs() - startMs).toBeLessThan(4000);
  await finish(viewer, listener);
});

onBoth('a viewer that asks on and on without waiting for answers is cut, and its requests with it', async (site) => {
  let gone = 0;
  let asked = 0;
  const { listener, viewer } = await serve(site, async (request, response) => {
    asked++;
    await new Promise((resolve) => request.gone.addEventListener('abort', resolve));
    gone++;
    response.abort();
  });
  const crowd = 'GET / HTTP/1.1\r\nHost: tnv\r\n\r\n'.repeat(1_000);
  const sent = viewer.connection.write(Buffer.from(crowd)).catch(() => undefined);
  expect((await viewer.rest().catch(() => Buffer.alloc(0))).length).toBe(0);
  await sent;
  expect(asked).toBe(16);
  await finish(viewer, listener);
  expect(gone).toBe(16);
});

onBoth('one connection of a peer more than its limit is closed, the others are served', async (site) => {
  const { listener, viewer } = await serve(site, echoTarget, { connectionsPerPeerMax: 1 });
  await viewer.ask('GET /first');
  expect((await viewer.reply()).status).toBe(200);
  const second = await view(site, listener);
  expect(await second.connection.read().catch(() => null)).toBeNull();
  second.connection.abort();
  await viewer.ask('GET /again');
  expect((await viewer.reply()).body.toString()).toBe('/again');
  await finish(viewer, listener);
});

onBoth('a head of more than 16 KiB is refused', async (site) => {
  const { listener, viewer } = await serve(site, echoTarget);
  await viewer.ask('GET /', [`x-long: ${'x'.repeat(16 * 1024)}`]).catch(() => undefined);
  expect(String(await viewer.rest())).toMatch(/^HTTP\/1\.1 431 /);
  await finish(viewer, listener);
});

onBoth('one connection more than the limit is closed, the others are served', async (site) => {
  const { listener, viewer } = await serve(site, echoTarget, { connectionsMax: 1 });
  await viewer.ask('GET /first');
  expect((await viewer.reply()).status).toBe(200);
  const second = await view(site, listener);
  expect(await second.connection.read().catch(() => null)).toBeNull();
  second.connection.abort();
  await viewer.ask('GET /again');
  expect((await viewer.reply()).body.toString()).toBe('/again');
  await finish(viewer, listener);
});
