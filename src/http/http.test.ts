import { describe, expect, it } from 'vitest';
import { World } from '../../sim/world.ts';
import { MemorySource } from '../../test/http/memorySource.ts';
import { HTTP_CONFIG, withGateway } from '../../test/http/testGateway.ts';
import { request, Viewer } from '../../test/http/viewer.ts';
import { MemoryCache } from '../cache/memory/memoryCache.ts';
import { ListenError } from '../host/networkErrors.ts';
import { startHttp } from './http.ts';

const CONTENT = Buffer.alloc(1_000_000, 'abcdefghij');

describe('the HTTP gateway', () => {
  it('says what it is at its root', () =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      const reply = await one.get('/');
      expect(reply.status).toBe(200);
      expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(reply.body.toString()).toContain('/files/<fileid>');
      expect((await one.ask('HEAD', '/')).headers['content-length']).toBe(`${reply.body.length}`);
    }));

  // Spec: HTTP-FILES
  it.each(['/nothing', '/files', '/session/', '/favicon.ico', '//'])('has nothing at %s', (target) =>
    withGateway(async ({ viewer }) => {
      expect((await (await viewer()).get(target)).status).toBe(404);
    }),
  );

  // Spec: HTTP-FILES
  it.each([
    ['POST', '/', 'GET, HEAD'],
    ['POST', '/files/a', 'GET, HEAD'],
    ['DELETE', '/files/a', 'GET, HEAD'],
    ['OPTIONS', '/files/a', 'GET, HEAD'],
    ['POST', '/session/positions/a', 'GET, HEAD, PUT'],
  ])('refuses %s of %s and names what can be done there', (method, target, allow) =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', CONTENT);
      const one = await viewer();
      const reply = await one.ask(method, target, {}, 'some body');
      expect(reply.status).toBe(405);
      expect(reply.headers.allow).toBe(allow);
      expect(source.asked).toEqual([]);
      expect((await one.get('/')).status).toBe(200);
    }),
  );

  // Spec: HTTP-LIMITS
  it('has a limit of connections for each peer, which keeps nobody else out', () =>
    withGateway(
      async ({ world, host, address, viewer }) => {
        const [first, second] = [await viewer(), await viewer()];
        await first.get('/');
        const third = await viewer();
        expect(await third.get('/').catch(() => 'closed')).toBe('closed');
        const neighbour = await Viewer.connect(world.host('neighbour'), address);
        for (const one of [first, second, neighbour]) expect((await one.get('/')).status).toBe(200);
        expect(host.logged('connection refused')).toMatchObject([{ why: 'peer full', open: 2 }]);
        neighbour.leave();
      },
      { limits: { connectionsPerPeerMax: 2 } },
    ));

  // Spec: HTTP-LIMITS
  it('cuts a viewer that asks for more than it can be answered, and opens nothing more for it', () =>
    withGateway(async ({ world, source, viewerHost, address, viewer }) => {
      source.files.set('a', CONTENT);
      const connection = await viewerHost.network.connect(address, { timeoutMs: 1_000 });
      const crowd = 'GET /files/a HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1_000);
      await connection.write(Buffer.from(crowd)).catch(() => undefined);
      while ((await connection.read().catch(() => null)) !== null);
      connection.abort();
      // Its size, its type and its bytes.
      expect(source.asked.length).toBeLessThanOrEqual(3 * 16);
      expect(await (await viewer()).get('/').catch(() => 'closed')).toBe('closed');
      const neighbour = await Viewer.connect(world.host('neighbour'), address);
      expect((await neighbour.get('/')).status).toBe(200);
      neighbour.leave();
      await world.sleep(1_000);
      expect((await (await viewer()).get('/')).status).toBe(200);
    }));

  it('understands a target that names the server', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', CONTENT);
      const reply = await (await viewer()).get('http://gateway:8080/files/a', { range: 'bytes=0-2' });
      expect(reply.body.toString()).toBe('abc');
    }));

  it('answers request after request on one connection', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', CONTENT);
      const one = await viewer();
      for (let offset = 0; offset < 100; offset += 10) {
        const reply = await one.get('/files/a', { range: `bytes=${offset}-${offset + 4}` });
        expect(reply.body.toString()).toBe('abcde');
      }
    }));

  it('answers requests that were sent together in their order', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', CONTENT);
      source.files.set('b', Buffer.from('of b'));
      const one = await viewer();
      await one.send(
        request('GET', '/files/a') +
          request('HEAD', '/files/a') +
          request('GET', '/files/nothing') +
          request('GET', '/files/b') +
          request('GET', '/files/a', { range: 'bytes=-3' }),
      );
      expect((await one.reply()).body.equals(CONTENT)).toBe(true);
      expect((await one.reply('HEAD')).headers['content-length']).toBe('1000000');
      expect((await one.reply()).status).toBe(404);
      expect((await one.reply()).body.toString()).toBe('of b');
      expect((await one.reply()).body.toString()).toBe('hij');
    }));

  it('writes one line a request in the log', () =>
    withGateway(async ({ host, source, viewer }) => {
      source.files.set('a', CONTENT);
      const one = await viewer();
      await one.get('/files/a');
      await one.get('/files/b');
      await one.ask('HEAD', '/');
      expect(host.logged('request')).toEqual([
        expect.objectContaining({ method: 'GET', target: '/files/a', status: 200, bytes: 1_000_000, outcome: 'ok' }),
        expect.objectContaining({ method: 'GET', target: '/files/b', status: 404, bytes: 13, outcome: 'refused' }),
        expect.objectContaining({ method: 'HEAD', target: '/', status: 200, bytes: 0, outcome: 'ok' }),
      ]);
      expect(host.lines[0]?.fields).toMatchObject({ peer: expect.stringMatching(/:\d+$/), ms: expect.any(Number) });
    }));

  it('does not start where somebody else listens', async () => {
    const world = new World(1);
    const host = world.host('gateway');
    await world.run(async () => {
      const parts = { client: new MemorySource(), sessions: new MemoryCache(host.clock) };
      const first = await startHttp(host, HTTP_CONFIG, parts);
      await expect(startHttp(host, HTTP_CONFIG, parts)).rejects.toThrow(ListenError);
      await first.stop();
    });
    expect(host.open).toEqual([]);
  });
});

describe('a gateway that is told to stop', () => {
  it('lets a viewer have the rest of its file, and takes no new ones', () =>
    withGateway(async ({ daemon, source, viewer }) => {
      source.files.set('a', CONTENT);
      const one = await viewer();
      await one.send(request('GET', '/files/a'));
      await one.head();
      const stopped = daemon.stop();
      expect((await one.take(CONTENT.length)).equals(CONTENT)).toBe(true);
      await stopped;
      await expect(viewer()).rejects.toThrow();
    }));

  it('cuts off who has not had enough when the grace is over', () =>
    withGateway(async ({ world, daemon, source, viewer }) => {
      source.files.set('a', Buffer.alloc(50_000_000));
      const one = await viewer();
      await one.send(request('GET', '/files/a'));
      await one.head();
      const startMs = world.nowMs;
      await daemon.stop(3_000);
      expect(world.nowMs - startMs).toBeGreaterThanOrEqual(3_000);
      expect(world.nowMs - startMs).toBeLessThan(3_100);
      expect(source.open).toBe(0);
      expect((await one.rest()).bytes.length).toBeLessThan(50_000_000);
    }));

  it('does not wait for viewers that ask for nothing', () =>
    withGateway(async ({ world, daemon, viewer }) => {
      const one = await viewer();
      await one.get('/');
      await viewer();
      const startMs = world.nowMs;
      await daemon.stop();
      expect(world.nowMs - startMs).toBeLessThan(1_000);
    }));
});
