import { describe, expect, it } from 'vitest';
import { errorOf, json } from '../../../test/http/apiViewer.ts';
import { withGateway } from '../../../test/http/testGateway.ts';
import { ErrorNumber } from '../../protocol/errorNumber.ts';
import { TnvError } from '../../protocol/tnvError.ts';

// Spec: HTTP-API-FILES
describe('the files of a gateway', () => {
  it('are listed newest first, each with what plays it, page by page', () =>
    withGateway(async ({ source, viewer }) => {
      for (const id of ['a', 'b', '影片', 'c']) source.files.set(id, Buffer.from(`content of ${id}`));
      source.notes.set('b', { name: 'B.mp4', type: 'video/mp4' });
      const one = await viewer();
      const first = await one.get('/api/files?limit=2');
      expect(first.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
      });
      expect(json(first)).toEqual({
        files: [
          expect.objectContaining({ id: '影片', url: '/files/%E5%BD%B1%E7%89%87' }),
          expect.objectContaining({ id: 'c' }),
        ],
        next: 'c',
      });
      expect(json(await one.get('/api/files?limit=2&after=c'))).toEqual({
        files: [
          {
            id: 'b',
            name: 'B.mp4',
            type: 'video/mp4',
            size: 12,
            uploadedAt: '2023-11-14T22:13:20.000Z',
            url: '/files/b',
            hlsUrl: '/hls/b/index.m3u8',
          },
          expect.objectContaining({ id: 'a', name: '', type: '' }),
        ],
        next: null,
      });
    }));

  it('can be asked for one by one', () =>
    withGateway(async ({ source, viewer }) => {
      for (const id of ['b', 'ba', 'c']) source.files.set(id, Buffer.from(id));
      const one = await viewer();
      expect(json(await one.get('/api/files/b'))).toMatchObject({ id: 'b', size: 1 });
      expect(errorOf(await one.get('/api/files/bb'))).toEqual([404, 'no such file']);
      const long = 'x'.repeat(127);
      source.files.set(long, Buffer.from('long'));
      expect(json(await one.get(`/api/files/${long}`))).toMatchObject({ id: long, size: 4, name: '' });
    }));

  it('are told by their size where the storages cannot list', () =>
    withGateway(async ({ source, viewer }) => {
      source.lists = false;
      source.files.set('a', Buffer.from('abc'));
      const one = await viewer();
      expect(json(await one.get('/api/about')).listing).toBeNull();
      expect((await one.get('/api/files')).status).toBe(501);
      expect(json(await one.get('/api/about')).listing).toBe(false);
      expect(json(await one.get('/api/files/a'))).toMatchObject({ id: 'a', size: 3, name: '', uploadedAt: null });
      source.lists = true;
      expect((await one.get('/api/files')).status).toBe(200);
      expect(json(await one.get('/api/about')).listing).toBe(true);
    }));

  it('have the time that their id tells when the storages know none', () =>
    withGateway(async ({ source, viewer }) => {
      source.lists = false;
      source.files.set('386d43800000000123456789abcdef000101', Buffer.from('abc'));
      const reply = await (await viewer()).get('/api/files/386d43800000000123456789abcdef000101');
      expect(json(reply).uploadedAt).toBe('2000-01-01T00:00:00.000Z');
    }));

  it.each(['limit=0', 'limit=501', 'limit=x', 'after=%00', `after=${'x'.repeat(128)}`])('have no page %s', (query) =>
    withGateway(async ({ source, viewer }) => {
      expect(errorOf(await (await viewer()).get(`/api/files?${query}`))[0]).toBe(400);
      expect(source.asked).toEqual([]);
    }),
  );

  // Spec: HTTP-API-ERRORS
  it('fail with an error in JSON that names no host', () =>
    withGateway(async ({ source, viewer }) => {
      const one = await viewer();
      source.refusal = new TnvError(ErrorNumber.unavailable, '[storage7] 10.0.0.7:23000 is down');
      const reply = await one.get('/api/files');
      expect(errorOf(reply)).toEqual([503, 'no storage can serve this now, try again later']);
      expect(reply.headers['retry-after']).toBe('5');
      expect(errorOf(await one.get('/api/nothing'))[0]).toBe(404);
      expect(errorOf(await one.ask('PUT', '/api/files'))[0]).toBe(405);
    }));
});
