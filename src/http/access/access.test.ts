import { describe, expect, it } from 'vitest';
import { cookieOf, errorOf, FROM_PAGE, json, upload } from '../../../test/http/apiViewer.ts';
import { withGateway } from '../../../test/http/testGateway.ts';
import { Viewer } from '../../../test/http/viewer.ts';
import { CacheError } from '../../cache/cache.ts';

const TOKEN = 'correct-horse';
const ON = { write: 'on', writeToken: TOKEN } as const;
const LINK_KEY = 'sixteen bytes or more';
const JSON_TYPE = { 'content-type': 'application/json' } as const;

function login(viewer: Viewer, token: string) {
  return viewer.ask('POST', '/api/login', { ...FROM_PAGE, ...JSON_TYPE }, JSON.stringify({ token }));
}

// Spec: HTTP-WRITE
describe('writing', () => {
  it('is off unless it is enabled', () =>
    withGateway(async ({ source, viewer, ownViewer }) => {
      source.files.set('a', Buffer.from('abc'));
      for (const one of [await viewer(), await ownViewer()]) {
        expect(errorOf(await upload(one, 'x'))[0]).toBe(403);
        expect(errorOf(await one.ask('DELETE', '/api/files/a', FROM_PAGE))[0]).toBe(403);
        expect(json(await one.get('/api/about')).write).toEqual({ allowed: false, needsToken: false, maxBytes: null });
      }
      expect([...source.files.keys()]).toEqual(['a']);
    }));

  // Spec: HTTP-WRITE-LOOPBACK
  describe('on the own machine', () => {
    const OWN = { write: 'loopback' } as const;

    it.each([
      'localhost:8080',
      'localhost',
      '127.0.0.1:8080',
      '127.8.9.10',
      '[::1]:8080',
      'tnv.localhost:1',
      'LOCALHOST',
    ])('is for who asks from there for %s', (host) =>
      withGateway(async ({ source, ownViewer }) => {
        const one = await ownViewer();
        expect((await upload(one, 'x', { host })).status).toBe(201);
        expect(source.files.size).toBe(1);
        expect(json(await one.get('/api/about', { host })).write).toMatchObject({ allowed: true, needsToken: false });
      }, OWN),
    );

    it('is for nobody who asks from elsewhere', () =>
      withGateway(async ({ source, viewer }) => {
        const one = await viewer();
        expect(errorOf(await upload(one, 'x'))[0]).toBe(403);
        expect(source.files.size).toBe(0);
        expect((await one.get('/api/files', { host: 'gateway:8080' })).status).toBe(200);
      }, OWN));

    it.each([
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '127.0.0.1@evil.example',
      '',
      '1.2.3.4',
    ])('is not for a page at %s whose name was led there, nor is reading', (host) =>
      withGateway(async ({ source, ownViewer }) => {
        source.files.set('a', Buffer.from('abc'));
        const one = await ownViewer();
        expect(errorOf(await upload(one, 'x', { host }))[0]).toBe(403);
        expect(errorOf(await one.get('/api/files', { host }))[0]).toBe(403);
        expect(source.asked).toEqual([]);
      }, OWN),
    );

    it.each(['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'])('is not for what a proxy brings (%s)', (name) =>
      withGateway(async ({ ownViewer }) => {
        expect(errorOf(await upload(await ownViewer(), 'x', { [name]: '10.1.1.1' }))[0]).toBe(403);
      }, OWN),
    );

    it('needs the token when there is one', () =>
      withGateway(
        async ({ ownViewer }) => {
          const one = await ownViewer();
          expect(errorOf(await upload(one, 'x'))[0]).toBe(401);
          expect((await upload(one, 'x', { authorization: `Bearer ${TOKEN}` })).status).toBe(201);
        },
        { ...OWN, writeToken: TOKEN },
      ));
  });

  // Spec: HTTP-CROSS-SITE
  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': undefined, origin: 'https://evil.example' }, 403],
    [{ 'sec-fetch-site': undefined, origin: 'http://localhost:9999' }, 403],
    [{ 'sec-fetch-site': undefined, origin: 'null' }, 403],
    [{ 'sec-fetch-site': undefined, origin: 'http://localhost:8080' }, 201],
    [{ 'sec-fetch-site': undefined }, 201],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://behind.a.proxy.example' }, 201],
  ])('asked for with %o is answered with %i', (headers, status) =>
    withGateway(
      async ({ source, ownViewer }) => {
        source.files.set('a', Buffer.from('abc'));
        const one = await ownViewer();
        const all = { ...FROM_PAGE, ...headers, 'content-length': '1' };
        const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
        expect((await one.ask('POST', '/api/files', sent as Record<string, string>, 'x')).status).toBe(status);
        expect(source.files.size).toBe(status === 201 ? 2 : 1);
      },
      { write: 'loopback' },
    ),
  );
});

// Spec: HTTP-LOGIN
describe('a viewer with the token', () => {
  // Spec: HTTP-API-ABOUT
  it('logs in, writes, and logs out', () =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      expect(json(await one.get('/api/about'))).toMatchObject({
        write: { allowed: false, needsToken: true },
        login: { possible: true, done: false },
      });
      const reply = await login(one, TOKEN);
      expect(reply.status).toBe(204);
      expect(reply.headers['set-cookie']).toMatch(
        /^tnv_login=[0-9a-f]{32}; Path=\/; Max-Age=3600; HttpOnly; SameSite=Strict$/,
      );
      const cookie = cookieOf(reply);
      expect((await upload(one, 'x', { cookie: `a=b; ${cookie}; c=d` })).status).toBe(201);
      const about = await one.get('/api/about', { cookie });
      expect(json(about)).toMatchObject({ write: { allowed: true, needsToken: true }, login: { done: true } });
      expect(cookieOf(about)).toBe(cookie);
      const out = await one.ask('POST', '/api/logout', { ...FROM_PAGE, cookie });
      expect([out.status, out.headers['set-cookie']]).toEqual([204, expect.stringMatching(/^tnv_login=; .*Max-Age=0/)]);
      expect(errorOf(await upload(one, 'x', { cookie }))[0]).toBe(401);
    }, ON));

  it('may show it with each request instead', () =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      expect((await upload(one, 'x', { authorization: `Bearer ${TOKEN}` })).status).toBe(201);
      expect(errorOf(await upload(one, 'x', { authorization: 'Bearer wrong-horse' }))[0]).toBe(401);
      expect(errorOf(await upload(one, 'x', { authorization: `Basic ${TOKEN}` }))[0]).toBe(401);
    }, ON));

  it('is not known by a cookie that it made up, nor by one of another token', () =>
    withGateway(async ({ sessions, viewer }) => {
      const one = await viewer();
      const cookie = `tnv_login=${'ab'.repeat(16)}`;
      expect(errorOf(await upload(one, 'x', { cookie }))[0]).toBe(401);
      await sessions.set(`http:login:${'ab'.repeat(16)}`, 'the mark of another token', 60);
      expect(errorOf(await upload(one, 'x', { cookie }))[0]).toBe(401);
    }, ON));

  it('is asked to come back when the session store is away', () =>
    withGateway(async ({ sessions, viewer }) => {
      const one = await viewer();
      const cookie = cookieOf(await login(one, TOKEN));
      sessions.get = () => Promise.reject(new CacheError('away'));
      expect(errorOf(await upload(one, 'x', { cookie }))).toEqual([503, 'the session store cannot be reached']);
      expect((await upload(one, 'x', { authorization: `Bearer ${TOKEN}` })).status).toBe(201);
    }, ON));

  it('has nowhere to show it at a gateway without one', () =>
    withGateway(async ({ viewer }) => {
      expect(errorOf(await login(await viewer(), TOKEN))[0]).toBe(404);
    }));

  // Spec: HTTP-CROSS-SITE
  it('is not logged in by another site', () =>
    withGateway(async ({ sessions, viewer }) => {
      const headers = { ...JSON_TYPE, 'sec-fetch-site': 'cross-site' };
      const reply = await (await viewer()).ask('POST', '/api/login', headers, JSON.stringify({ token: TOKEN }));
      expect([errorOf(reply)[0], sessions.size]).toEqual([403, 0]);
    }, ON));

  // Spec: HTTP-LOGIN-SLOW
  it('is slowed down after three wrong ones, with the right one too, and nobody else is', () =>
    withGateway(async ({ world, viewer, address }) => {
      const one = await viewer();
      for (let i = 0; i < 3; i++)
        expect(errorOf(await login(one, `wrong ${i}`))).toEqual([403, 'this is not the token']);
      const slowed = await login(one, TOKEN);
      expect([errorOf(slowed)[0], slowed.headers['retry-after']]).toEqual([429, '1']);
      expect(errorOf(await upload(one, 'x', { authorization: `Bearer ${TOKEN}` }))[0]).toBe(429);
      const other = await Viewer.connect(world.host('elsewhere'), address);
      expect((await login(other, TOKEN)).status).toBe(204);
      other.leave();
      await world.sleep(1_100);
      expect(errorOf(await login(one, 'wrong again'))[0]).toBe(403);
      await world.sleep(1_100);
      expect(errorOf(await login(one, TOKEN))[0]).toBe(429);
      await world.sleep(1_000);
      expect((await login(one, TOKEN)).status).toBe(204);
      expect(errorOf(await login(one, 'wrong'))[0]).toBe(403);
      expect((await login(one, TOKEN)).status).toBe(204);
    }, ON));
});

// Spec: HTTP-LINKS
describe('reading where links are signed', () => {
  const RESTRICTED = { ...ON, linkKey: LINK_KEY } as const;
  const KNOWS = { authorization: `Bearer ${TOKEN}` } as const;

  async function linkTo(viewer: Viewer, fileid: string, seconds: number) {
    const headers = { ...FROM_PAGE, ...JSON_TYPE, ...KNOWS };
    return viewer.ask('POST', `/api/links/${fileid}`, headers, JSON.stringify({ seconds }));
  }

  it('takes a link, until its time is over', () =>
    withGateway(async ({ host, source, viewer, world }) => {
      source.files.set('a', Buffer.from('abc'));
      const one = await viewer();
      expect((await one.get('/files/a')).status).toBe(403);
      expect((await one.get('/files/nothing')).status).toBe(403);
      const { url, expiresAt } = json(await linkTo(one, 'a', 60));
      expect(url).toMatch(/^\/files\/a\?expires=\d+&sig=[0-9a-f]{64}$/);
      expect(Date.parse(expiresAt) - host.clock.wallMs()).toBeLessThanOrEqual(60_000);
      expect((await one.get(url)).body.toString()).toBe('abc');
      expect((await one.get(`${url}&download=a.txt`, { range: 'bytes=1-1' })).body.toString()).toBe('b');
      await world.sleep(60_000);
      const late = await viewer();
      const over = await late.get(url);
      expect([over.status, over.body.toString()]).toEqual([403, 'this link is not valid any more\n']);
    }, RESTRICTED));

  it('takes no link that was altered, nor one of another file', () =>
    withGateway(async ({ source, viewer }) => {
      for (const id of ['a', 'b']) source.files.set(id, Buffer.from(id));
      const one = await viewer();
      const url: string = json(await linkTo(one, 'a', 60)).url;
      const later = url.replace(/expires=(\d+)/, (_, seconds) => `expires=${Number(seconds) + 1}`);
      const flipped = url.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
      const other = url.replace('/a?', '/b?');
      for (const wrong of [later, flipped, other, url.replace(/sig=.*/, 'sig='), url.replace(/&sig=.*/, '')]) {
        expect([wrong, (await one.get(wrong)).status]).toEqual([wrong, 403]);
      }
      expect(source.asked).toEqual(['filesize a']);
    }, RESTRICTED));

  it('is open to who has logged in, with links that anybody can play', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', Buffer.from('abc'));
      const one = await viewer();
      expect(errorOf(await one.get('/api/files'))[0]).toBe(401);
      expect(errorOf(await one.get('/api/files/a'))[0]).toBe(401);
      expect(json(await one.get('/api/about'))).toMatchObject({ read: { restricted: true, allowed: false } });
      expect((await one.get('/files/a', KNOWS)).status).toBe(200);
      const [file] = json(await one.get('/api/files', KNOWS)).files;
      expect((await one.get(file.url)).body.toString()).toBe('abc');
      expect(json(await one.get('/api/about', KNOWS))).toMatchObject({ read: { restricted: true, allowed: true } });
    }, RESTRICTED));

  it('gives links to those alone who may read without one, and to files alone that are there', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', Buffer.from('abc'));
      const one = await viewer();
      const { url } = json(await linkTo(one, 'a', 60));
      const query = url.slice(url.indexOf('?'));
      const reply = await one.ask('POST', `/api/links/a${query}`, { ...FROM_PAGE, ...JSON_TYPE }, '{"seconds": 60}');
      expect(errorOf(reply)[0]).toBe(401);
      expect(errorOf(await linkTo(one, 'b', 60))[0]).toBe(404);
      expect(errorOf(await linkTo(one, 'a', 0))[0]).toBe(400);
    }, RESTRICTED));

  it('is open on the own machine where that may write', () =>
    withGateway(
      async ({ source, ownViewer, viewer }) => {
        source.files.set('a', Buffer.from('abc'));
        expect((await (await ownViewer()).get('/files/a', { host: 'localhost' })).status).toBe(200);
        expect((await (await viewer()).get('/files/a', { host: 'localhost' })).status).toBe(403);
      },
      { write: 'loopback', linkKey: LINK_KEY },
    ));

  it('needs no links elsewhere', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', Buffer.from('abc'));
      expect(errorOf(await linkTo(await viewer(), 'a', 60))[0]).toBe(409);
    }, ON));
});
