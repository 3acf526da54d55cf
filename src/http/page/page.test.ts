import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { World } from '../../../sim/world.ts';
import { MemorySource } from '../../../test/http/memorySource.ts';
import { HTTP_CONFIG } from '../../../test/http/testGateway.ts';
import { Viewer } from '../../../test/http/viewer.ts';
import { MemoryCache } from '../../cache/memory/memoryCache.ts';
import { startHttp } from '../http.ts';

const INDEX = `<!doctype html><title>TNV</title>${'<p>hello</p>'.repeat(100)}`;
const SCRIPT = `console.log(${JSON.stringify('x'.repeat(5000))});`;

/** A gateway whose page has these files. */
async function withPage(files: Record<string, string>, body: (viewer: Viewer) => Promise<void>): Promise<void> {
  const world = new World(1);
  const host = world.host('gateway');
  await world.run(async () => {
    for (const [path, text] of Object.entries(files)) {
      await host.disk.makeFolders(`/web/dist${path}`.replace(/\/[^/]*$/, ''));
      const file = await host.disk.create(`/web/dist${path}`);
      await file.append([Buffer.from(text)]);
      await file.close();
    }
    const config = { ...HTTP_CONFIG, pageFolder: '/web/dist' };
    const parts = { client: new MemorySource(), sessions: new MemoryCache(host.clock) };
    const daemon = await startHttp(host, config, parts);
    const viewer = await Viewer.connect(host, { host: '127.0.0.1', port: daemon.address.port });
    await body(viewer);
    viewer.leave();
    await daemon.stop();
    expect(host.open).toEqual([]);
  });
}

// Spec: HTTP-PAGE
describe('the page', () => {
  const FILES = { '/index.html': INDEX, '/assets/index-C2n4.js': SCRIPT, '/favicon.svg': '<svg/>', '/notes.exe': 'MZ' };

  it('is at the root, asked about each time, under a policy that lets nothing else run', () =>
    withPage(FILES, async (viewer) => {
      const reply = await viewer.get('/');
      expect(reply.body.toString()).toBe(INDEX);
      expect(reply.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self'; style-src 'self';/),
      });
      expect(reply.headers['content-security-policy']).not.toMatch(/unsafe|sandbox|\*|https?:/);
      const head = await viewer.ask('HEAD', '/');
      expect(head.headers['content-length']).toBe(`${INDEX.length}`);
      const again = await viewer.get('/', { 'if-none-match': String(reply.headers.etag) });
      expect([again.status, again.headers.etag]).toEqual([304, reply.headers.etag]);
    }));

  it('has assets that browsers keep, compressed as they like it', () =>
    withPage(FILES, async (viewer) => {
      const asked = (encoding: string) => viewer.get('/assets/index-C2n4.js', { 'accept-encoding': encoding });
      const best = await asked('gzip, deflate, br;q=0.9, zstd');
      expect(best.headers).toMatchObject({
        'content-encoding': 'br',
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
      });
      expect(brotliDecompressSync(best.body).toString()).toBe(SCRIPT);
      expect(gunzipSync((await asked('br;q=0, gzip')).body).toString()).toBe(SCRIPT);
      const plain = await asked('identity');
      expect([plain.headers['content-encoding'], plain.body.toString()]).toEqual([undefined, SCRIPT]);
    }));

  it('has nothing of unknown kinds, nor anything outside', () =>
    withPage(FILES, async (viewer) => {
      expect((await viewer.get('/favicon.svg')).headers['content-type']).toBe('image/svg+xml');
      for (const path of ['/notes.exe', '/assets/', '/assets/../index.html', '/index.html', '/..%2f..%2fetc/passwd']) {
        expect([path, (await viewer.get(path)).status]).toEqual([path, 404]);
      }
    }));

  it('is a text that says how to get it when it was not built', () =>
    withPage({ '/readme.txt': 'not a page' }, async (viewer) => {
      const reply = await viewer.get('/');
      expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(reply.body.toString()).toContain('npm run build:web');
      expect((await viewer.get('/readme.txt')).status).toBe(404);
    }));
});
