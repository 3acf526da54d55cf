import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { withGateway } from '../../test/http/testGateway.ts';
import { AllServersFailed } from '../client/allServersFailed.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { TnvError } from '../protocol/tnvError.ts';
import { formatHttpDate } from './httpDate.ts';

const CLIP = readFileSync(new URL('../../fixtures/sample.mp4', import.meta.url));
const TEXT = Buffer.from('plain text, 26 bytes long.');
/** Made by a client in the first second of 2020. */
const FILEID = '5e0be10007ffea386043bad2c6ee25000197';
const UPLOADED = formatHttpDate(0x5e0be100 * 1000);

describe('GET of a file', () => {
  // Spec: HTTP-FILES, HTTP-INERT
  it('gives the whole of it, its exact length, its type and what it can be known again by', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set(FILEID, CLIP);
      const reply = await (await viewer()).get(`/files/${FILEID}`);
      expect(reply.status).toBe(200);
      expect(reply.body.equals(CLIP)).toBe(true);
      expect(reply.headers).toMatchObject({
        'content-length': `${CLIP.length}`,
        'content-type': 'video/mp4',
        'accept-ranges': 'bytes',
        'cache-control': 'no-cache',
        'last-modified': UPLOADED,
        'x-content-type-options': 'nosniff',
        etag: expect.stringMatching(/^"[\w-]+"$/),
        'content-security-policy': expect.stringContaining('sandbox'),
      });
      expect(reply.headers['content-disposition']).toBeUndefined();
    }));

  it('tells the time by the clock of the host', () =>
    withGateway(async ({ host, source, viewer }) => {
      source.files.set('a', TEXT);
      const nowSecond = Math.floor(host.clock.wallMs() / 1000);
      const { headers } = await (await viewer()).get('/files/a');
      expect(Date.parse(String(headers.date)) / 1000).toBeGreaterThanOrEqual(nowSecond);
      expect(Date.parse(String(headers.date)) / 1000).toBeLessThanOrEqual(nowSecond + 2);
    }));

  it('gives nothing, with success, of an empty file', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('empty', Buffer.alloc(0));
      const one = await viewer();
      const reply = await one.get('/files/empty');
      expect(reply.status).toBe(200);
      expect(reply.headers).toMatchObject({ 'content-length': '0', 'content-type': 'application/octet-stream' });
      expect(source.asked).toEqual(['filesize empty']);
      const ranged = await one.get('/files/empty', { range: 'bytes=0-' });
      expect(ranged.status).toBe(416);
      expect(ranged.headers['content-range']).toBe('bytes */0');
    }));

  it('gives an archive as it is, and unpacks nothing of it', () =>
    withGateway(async ({ source, viewer }) => {
      const archive = gzipSync(Buffer.alloc(10_000));
      source.files.set('archive', archive);
      const reply = await (await viewer()).get('/files/archive');
      expect(reply.headers['content-type']).toBe('application/octet-stream');
      expect(reply.headers['content-encoding']).toBeUndefined();
      expect(reply.body.equals(archive)).toBe(true);
    }));

  it('finds a file by its percent-encoded id', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('影片/1 %.mp4', TEXT);
      const reply = await (await viewer()).get(`/files/${encodeURIComponent('影片/1 %.mp4')}`);
      expect(reply.body.toString()).toBe(TEXT.toString());
    }));

  // Spec: HTTP-FILES, HTTP-ERRORS, HTTP-ERROR-FORM
  it.each([
    ['no such file', '/files/nothing', 404],
    ['no file id', '/files/', 404],
    ['a folder below', '/files/a/b', 404],
    ['an id longer than there are', `/files/${'a'.repeat(128)}`, 404],
    ['an id with a NUL', '/files/a%00', 404],
    ['half an encoded byte', '/files/a%f', 400],
    ['what is not UTF-8', '/files/%ff', 400],
  ])('answers %s with %s: %i', (_what, target, status) =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', TEXT);
      const one = await viewer();
      const reply = await one.get(target);
      expect(reply.status).toBe(status);
      expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(reply.headers['cache-control']).toBe('no-store');
      expect(reply.body.length).toBeGreaterThan(5);
      expect((await one.get('/files/a')).status).toBe(200);
    }),
  );

  // Spec: HTTP-ERRORS, HTTP-ERROR-FORM
  it.each([
    ['no file', new TnvError(ErrorNumber.notFound, 'secret'), 404],
    ['no storage', new TnvError(ErrorNumber.unavailable, 'secret'), 503],
    ['no server that works', new AllServersFailed('storage', []), 503],
    ['a storage that broke', new TnvError(ErrorNumber.internal, 'secret'), 502],
    ['an application that is not served', new TnvError(ErrorNumber.unknownApplication, 'secret'), 502],
    ['a fault of our own', new RangeError('secret'), 500],
  ])('tells the viewer of %s, but not what the servers said', (_what, refusal, status) =>
    withGateway(async ({ host, source, viewer }) => {
      source.refusal = refusal;
      const reply = await (await viewer()).get('/files/a');
      expect(reply.status).toBe(status);
      expect(reply.headers['retry-after']).toBe(status === 503 ? '5' : undefined);
      expect(reply.body.toString()).not.toContain('secret');
      expect(host.logged('request')).toEqual([expect.objectContaining({ status, outcome: 'refused', error: refusal })]);
    }),
  );
});

// Spec: HTTP-FILES
describe('HEAD of a file', () => {
  it('has the headers of GET, and no content is asked for beyond its start', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set(FILEID, CLIP);
      const one = await viewer();
      const head = await one.ask('HEAD', `/files/${FILEID}`);
      expect(source.asked).toEqual([`filesize ${FILEID}`, `download ${FILEID} 0+4100`]);
      const get = await one.get(`/files/${FILEID}`);
      expect(head.status).toBe(200);
      expect({ ...head.headers, date: '' }).toEqual({ ...get.headers, date: '' });
    }));

  it('has the headers of the error that GET would have', () =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      const head = await one.ask('HEAD', '/files/nothing');
      const get = await one.get('/files/nothing');
      expect(head.status).toBe(404);
      expect({ ...head.headers, date: '' }).toEqual({ ...get.headers, date: '' });
    }));

  it('knows no ranges', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', TEXT);
      const head = await (await viewer()).ask('HEAD', '/files/a', { range: 'bytes=0-1' });
      expect(head.status).toBe(200);
      expect(head.headers['content-length']).toBe('26');
    }));
});

// Spec: HTTP-RANGE
describe('a range of a file', () => {
  it.each([
    ['bytes=0-99', 0, 100],
    ['bytes=370000-', 370_000, undefined],
    ['bytes=-100', -100, undefined],
    ['bytes=5-5', 5, 6],
  ])('%s gives just that', (range, start, end) =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', CLIP);
      const reply = await (await viewer()).get('/files/clip', { range });
      const expected = CLIP.subarray(start, end);
      const first = start < 0 ? CLIP.length + start : start;
      expect(reply.status).toBe(206);
      expect(reply.headers['content-range']).toBe(`bytes ${first}-${first + expected.length - 1}/${CLIP.length}`);
      expect(reply.headers['content-type']).toBe('video/mp4');
      expect(reply.headers['content-length']).toBe(`${expected.length}`);
      expect(reply.body.equals(expected)).toBe(true);
    }),
  );

  it('costs one question for the size and one download, once the type is known', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', CLIP);
      const one = await viewer();
      await one.get('/files/clip', { range: 'bytes=0-' });
      source.asked.length = 0;
      await one.get('/files/clip', { range: 'bytes=1000-1999' });
      expect(source.asked).toEqual(['filesize clip', 'download clip 1000+1000']);
    }));

  it('behind the end is told the size', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', TEXT);
      const reply = await (await viewer()).get('/files/a', { range: 'bytes=26-' });
      expect(reply.status).toBe(416);
      expect(reply.headers).toMatchObject({ 'content-range': 'bytes */26', 'accept-ranges': 'bytes' });
      expect(source.asked).toEqual(['filesize a']);
    }));

  it('that cannot be understood is ignored', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', TEXT);
      const reply = await (await viewer()).get('/files/a', { range: 'bytes=3-1' });
      expect(reply.status).toBe(200);
      expect(reply.body.toString()).toBe(TEXT.toString());
    }));

  it('counts only for the version that If-Range names', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set(FILEID, TEXT);
      const one = await viewer();
      const target = `/files/${FILEID}`;
      const tag = String((await one.ask('HEAD', target)).headers.etag);
      const range = 'bytes=0-4';
      expect((await one.get(target, { range, 'if-range': tag })).body.toString()).toBe('plain');
      expect((await one.get(target, { range, 'if-range': UPLOADED })).status).toBe(206);
      expect((await one.get(target, { range, 'if-range': '"older"' })).body.toString()).toBe(TEXT.toString());
      expect((await one.get(target, { range: 'bytes=99-', 'if-range': '"older"' })).status).toBe(200);
    }));
});

// Spec: HTTP-MULTIRANGE
describe('several ranges of a file', () => {
  it('come as the parts of one body, in the order asked for', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', TEXT);
      const reply = await (await viewer()).get('/files/a', { range: 'bytes=20-,0-4' });
      expect(reply.status).toBe(206);
      expect(reply.headers['content-range']).toBeUndefined();
      const boundary = /^multipart\/byteranges; boundary=([0-9a-f]{32})$/.exec(
        String(reply.headers['content-type']),
      )?.[1];
      expect(reply.body.toString()).toBe(
        `--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes 20-25/26\r\n\r\n long.\r\n` +
          `--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes 0-4/26\r\n\r\nplain\r\n` +
          `--${boundary}--\r\n`,
      );
    }));

  it('that make up one come as one', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', TEXT);
      const reply = await (await viewer()).get('/files/a', { range: 'bytes=0-1,2-4' });
      expect(reply.headers['content-range']).toBe('bytes 0-4/26');
      expect(reply.body.toString()).toBe('plain');
    }));

  it('are not served when there are very many', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', CLIP);
      const range = `bytes=${Array.from({ length: 1000 }, (_, i) => `${i * 10}-${i * 10}`).join(',')}`;
      const reply = await (await viewer()).get('/files/clip', { range });
      expect(reply.status).toBe(200);
      expect(reply.body.length).toBe(CLIP.length);
    }));
});

// Spec: HTTP-VALIDATORS
describe('a viewer that has the file already', () => {
  it('is told that nothing has changed, and nothing is downloaded', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set(FILEID, TEXT);
      const one = await viewer();
      const { headers } = await one.get(`/files/${FILEID}`);
      source.asked.length = 0;
      const again = await one.get(`/files/${FILEID}`, { 'if-none-match': String(headers.etag) });
      expect(again.status).toBe(304);
      expect(again.headers).toMatchObject({
        etag: headers.etag,
        'last-modified': UPLOADED,
        'cache-control': 'no-cache',
      });
      expect((await one.get(`/files/${FILEID}`, { 'if-modified-since': UPLOADED })).status).toBe(304);
      expect(source.asked).toEqual([`filesize ${FILEID}`, `filesize ${FILEID}`]);
    }));

  it('is told when the file is gone', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', TEXT);
      const one = await viewer();
      const { headers } = await one.get('/files/a');
      source.files.delete('a');
      expect((await one.get('/files/a', { 'if-none-match': String(headers.etag) })).status).toBe(404);
    }));

  it('gets nothing when it insists on another version', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', TEXT);
      const reply = await (await viewer()).get('/files/a', { 'if-match': '"another"' });
      expect(reply.status).toBe(412);
    }));
});

// Spec: HTTP-TYPE
describe('?download', () => {
  it.each([
    ['?download', `attachment; filename="${FILEID}.mp4"`],
    ['?download=', `attachment; filename="${FILEID}.mp4"`],
    ['?download=my+film.mp4', 'attachment; filename="my film.mp4"'],
    ['?x=1&download=%C3%BC.mp4', `attachment; filename="_.mp4"; filename*=UTF-8''%C3%BC.mp4`],
    ['?download=a%0d%0aSet-Cookie:x', 'attachment; filename="a__Set-Cookie:x"'],
  ])('with %s makes it an attachment', (query, disposition) =>
    withGateway(async ({ source, viewer }) => {
      source.files.set(FILEID, CLIP);
      const reply = await (await viewer()).get(`/files/${FILEID}${query}`, { range: 'bytes=0-0' });
      expect(reply.headers['content-disposition']).toBe(disposition);
      expect(reply.headers['set-cookie']).toBeUndefined();
    }),
  );
});
