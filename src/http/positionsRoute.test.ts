import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withGateway } from '../../test/http/testGateway.ts';
import { type Reply, request, type Viewer } from '../../test/http/viewer.ts';
import { CacheError } from '../cache/cache.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

function put(viewer: Viewer, fileid: string, body: string, headers: Record<string, string> = {}): Promise<Reply> {
  return viewer.ask('PUT', `/session/positions/${encodeURIComponent(fileid)}`, { ...JSON_TYPE, ...headers }, body);
}

async function ask(viewer: Viewer, fileid: string, headers: Record<string, string> = {}): Promise<unknown> {
  const reply = await viewer.get(`/session/positions/${encodeURIComponent(fileid)}`, headers);
  expect(reply.status).toBe(200);
  expect(reply.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
  return JSON.parse(reply.body.toString()).seconds;
}

/** The cookie a browser would send after this reply. */
function cookieOf(reply: Reply): { cookie: string } {
  return { cookie: String(reply.headers['set-cookie']).split(';')[0] ?? '' };
}

describe('the positions of a viewer', () => {
  // Spec: HTTP-SESSION
  it('are remembered for whoever shows the cookie', () =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      const first = await put(one, 'a', '{"seconds": 12.5}');
      expect(first.status).toBe(204);
      expect(first.headers['set-cookie']).toMatch(
        /^tnv_session=[0-9a-f]{32}; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/,
      );
      const cookie = cookieOf(first);
      const second = await put(one, '影片', '{"seconds": 0}', cookie);
      expect(cookieOf(second)).toEqual(cookie);
      expect(await ask(await viewer(), 'a', cookie)).toBe(12.5);
      expect(await ask(one, '影片', cookie)).toBe(0);
      expect(await ask(one, 'b', cookie)).toBeNull();
      await put(one, 'a', '{"seconds": 13}', cookie);
      expect(await ask(one, 'a', cookie)).toBe(13);
    }));

  it("are nobody else's", () =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      const mine = cookieOf(await put(one, 'a', '{"seconds": 1}'));
      const yours = cookieOf(await put(one, 'a', '{"seconds": 2}'));
      expect(mine).not.toEqual(yours);
      expect(await ask(one, 'a', mine)).toBe(1);
      expect(await ask(one, 'a')).toBeNull();
    }));

  // Spec: HTTP-SESSION
  it('make a session only when there is something to keep', () =>
    withGateway(async ({ sessions, viewer }) => {
      const one = await viewer();
      const reply = await one.get('/session/positions/a', { cookie: `tnv_session=${'0'.repeat(32)}` });
      expect(reply.headers['set-cookie']).toBeUndefined();
      await one.get('/');
      expect(sessions.size).toBe(0);
    }));

  // Spec: HTTP-SESSION
  it('are kept under the key that gateways share', () =>
    withGateway(async ({ sessions, viewer }) => {
      const { cookie } = cookieOf(await put(await viewer(), 'a', '{"seconds": 1.5}'));
      const stored = await sessions.get(`http:session:${cookie.slice('tnv_session='.length)}`);
      expect(stored).toBe('{"positions":[["a",1.5]]}');
    }));

  it('are not kept in a session whose id the viewer made up', () =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      const foreign = { cookie: `tnv_session=${'ab'.repeat(16)}` };
      const own = cookieOf(await put(one, 'a', '{"seconds": 1}', foreign));
      expect(own).not.toEqual(foreign);
      expect(await ask(one, 'a', foreign)).toBeNull();
    }));

  it('last until the session was not used for its time', () =>
    withGateway(async ({ world, viewer }) => {
      const cookie = cookieOf(await put(await viewer(), 'a', '{"seconds": 1}'));
      await world.sleep(3_000_000);
      expect(await ask(await viewer(), 'a', cookie)).toBe(1);
      await world.sleep(3_000_000);
      expect(await ask(await viewer(), 'a', cookie)).toBe(1);
      await world.sleep(3_600_001);
      expect(await ask(await viewer(), 'a', cookie)).toBeNull();
    }));

  it('renew the cookie whenever they are asked for', () =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      const cookie = cookieOf(await put(one, 'a', '{"seconds": 1}'));
      expect(cookieOf(await one.get('/session/positions/b', cookie))).toEqual(cookie);
    }));

  it('are found among the cookies of others', () =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      const { cookie } = cookieOf(await put(one, 'a', '{"seconds": 1}'));
      expect(await ask(one, 'a', { cookie: `theme=dark; ${cookie};x_tnv_session=1` })).toBe(1);
      expect(await ask(one, 'a', { cookie: `my${cookie}` })).toBeNull();
    }));

  it('are bounded: the one set longest ago makes room', () =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      const cookie = cookieOf(await put(one, 'file0', '{"seconds": 0}'));
      for (let i = 1; i < 100; i++) await put(one, `file${i}`, `{"seconds": ${i}}`, cookie);
      await put(one, 'file0', '{"seconds": 1000}', cookie);
      await put(one, 'file100', '{"seconds": 100}', cookie);
      expect(await ask(one, 'file0', cookie)).toBe(1000);
      expect(await ask(one, 'file1', cookie)).toBeNull();
      expect(await ask(one, 'file2', cookie)).toBe(2);
      expect(await ask(one, 'file100', cookie)).toBe(100);
    }));

  it('all survive being set at the same moment', () =>
    withGateway(async ({ world, sessions, viewer }) => {
      const cookie = cookieOf(await put(await viewer(), 'a', '{"seconds": 1}'));
      const get = sessions.get.bind(sessions);
      sessions.get = async (key) => {
        const value = await get(key);
        await world.sleep(10);
        return value;
      };
      const fileids = Array.from({ length: 20 }, (_, i) => `file${i}`);
      await Promise.all(fileids.map(async (fileid) => put(await viewer(), fileid, '{"seconds": 2}', cookie)));
      const one = await viewer();
      for (const fileid of fileids) expect(await ask(one, fileid, cookie)).toBe(2);
    }));

  it('come back as they were set, whatever the file is called', () =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      const cookie = cookieOf(await put(one, '__proto__', '{"seconds": 1}'));
      expect(await ask(one, '__proto__', cookie)).toBe(1);
      const fileid = fc
        .string({ unit: 'binary', minLength: 1, maxLength: 40 })
        .filter((text) => !text.includes('\0') && Buffer.byteLength(text) <= 127);
      const seconds = fc.double({ min: 0, max: 31_536_000, noNaN: true });
      await fc.assert(
        fc.asyncProperty(fileid, seconds, async (id, at) => {
          expect((await put(one, id, JSON.stringify({ seconds: at }), cookie)).status).toBe(204);
          expect(await ask(one, id, cookie)).toBe(at + 0);
        }),
      );
    }));
});

describe('a position', () => {
  it.each([
    ['nothing', ''],
    ['no JSON', '{"seconds": 1'],
    ['no object', '12.5'],
    ['no seconds', '{}'],
    ['a text', '{"seconds": "12"}'],
    ['a time before the start', '{"seconds": -1}'],
    ['longer than a year', '{"seconds": 31536001}'],
    ['no number', '{"seconds": null}'],
    ['an infinite one', '{"seconds": 1e999}'],
    ['more than a position', '{"seconds": 1, "admin": true}'],
  ])('is not made of %s', (_what, body) =>
    withGateway(async ({ sessions, viewer }) => {
      const one = await viewer();
      const reply = await put(one, 'a', body);
      expect(reply.status).toBe(400);
      expect(sessions.size).toBe(0);
      expect((await one.get('/')).status).toBe(200);
    }),
  );

  it('must be sent as JSON, uncompressed', () =>
    withGateway(async ({ viewer }) => {
      const body = '{"seconds": 1}';
      const plain = await put(await viewer(), 'a', body, { 'content-type': 'text/plain' });
      expect(plain.status).toBe(415);
      expect((await put(await viewer(), 'a', body, { 'content-type': 'application/jsonx' })).status).toBe(415);
      expect((await put(await viewer(), 'a', body, { 'content-encoding': 'gzip' })).status).toBe(415);
      const charset = { 'content-type': 'application/json; charset=utf-8' };
      expect((await put(await viewer(), 'a', body, charset)).status).toBe(204);
    }));

  it('is small', () =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      const reply = await put(one, 'a', `{"seconds": 1${' '.repeat(1100)}}`);
      expect(reply.status).toBe(413);
      expect(reply.headers.connection).toBe('close');
      expect((await one.rest()).bytes).toHaveLength(0);
    }));

  it('that does not come is not waited for', () =>
    withGateway(async ({ world, viewer }) => {
      const one = await viewer();
      const startMs = world.nowMs;
      await one.send(request('PUT', '/session/positions/a', { ...JSON_TYPE, 'content-length': '14' }));
      await one.send('{"seco');
      const reply = await one.reply();
      expect(reply.status).toBe(408);
      expect(world.nowMs - startMs).toBeLessThan(11_000);
      expect((await one.rest()).bytes).toHaveLength(0);
    }));

  // Spec: HTTP-CROSS-SITE
  it.each([
    ['GET', 'cross-site'],
    ['PUT', 'cross-site'],
    ['PUT', 'same-site'],
  ])('is no business of a page of another site (%s, %s)', (method, site) =>
    withGateway(async ({ sessions, viewer }) => {
      const headers = { ...JSON_TYPE, 'sec-fetch-site': site };
      const body = method === 'PUT' ? '{"seconds": 1}' : '';
      const reply = await (await viewer()).ask(method, '/session/positions/a', headers, body);
      expect(reply.status).toBe(403);
      expect(sessions.size).toBe(0);
    }),
  );

  it.each(['same-origin', 'none'])('is taken from a page of this site (%s)', (site) =>
    withGateway(async ({ viewer }) => {
      expect((await put(await viewer(), 'a', '{"seconds": 1}', { 'sec-fetch-site': site })).status).toBe(204);
    }),
  );

  it.each([
    ['/session/positions/', 404],
    ['/session/positions/a/b', 404],
    ['/session/positions/%ff', 400],
  ])('has to be that of a file: %s', (target, status) =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      expect((await one.get(target)).status).toBe(status);
      expect((await one.ask('PUT', target, JSON_TYPE, '{"seconds": 1}')).status).toBe(status);
    }),
  );
});

describe('a session store that fails', () => {
  it('has forgotten everything, and takes nothing new', () =>
    withGateway(async ({ host, sessions, source, viewer }) => {
      source.files.set('a', Buffer.from('content'));
      const one = await viewer();
      const cookie = cookieOf(await put(one, 'a', '{"seconds": 1}'));
      const { get } = sessions;
      sessions.get = () => Promise.reject(new CacheError('down'));
      expect(await ask(one, 'a', cookie)).toBeNull();
      const reply = await put(one, 'a', '{"seconds": 2}', cookie);
      expect(reply.status).toBe(503);
      expect(reply.headers['retry-after']).toBe('5');
      expect((await one.get('/files/a')).status).toBe(200);
      sessions.get = get;
      expect(await ask(one, 'a', cookie)).toBe(1);
      expect(host.logged('session store failed')).toHaveLength(2);
    }));

  it('with something else than a session in it is taken for empty', () =>
    withGateway(async ({ sessions, viewer }) => {
      const one = await viewer();
      const { cookie } = cookieOf(await put(one, 'a', '{"seconds": 1}'));
      for (const rubbish of ['', 'null', '{', '{"positions":{"a":1}}', '{"positions":[["a","x"]]}']) {
        await sessions.set(`http:session:${cookie.slice('tnv_session='.length)}`, rubbish, 60);
        expect(await ask(one, 'a', { cookie })).toBeNull();
      }
      const fresh = cookieOf(await put(one, 'a', '{"seconds": 2}', { cookie }));
      expect(await ask(one, 'a', fresh)).toBe(2);
    }));
});
