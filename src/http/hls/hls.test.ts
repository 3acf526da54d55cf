import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { box, type MadeTrack, madeMovie, u32 } from '../../../test/http/hls/madeMovie.ts';
import { withGateway } from '../../../test/http/testGateway.ts';
import type { Viewer } from '../../../test/http/viewer.ts';
import { signLink } from '../access/signedLinks.ts';

const CLIP = readFileSync(new URL('../../../fixtures/sample.mp4', import.meta.url));
const PLAYLIST = '/hls/clip/index.m3u8';

/** Twenty seconds with a key frame every two. */
const VIDEO: MadeTrack = {
  kind: 'video',
  timescale: 10,
  perChunk: 5,
  samples: Array.from({ length: 200 }, (_, i) => ({ size: 50, duration: 1, shift: 0, key: i % 20 === 0 })),
};

async function refusal(viewer: Viewer, target = PLAYLIST): Promise<[number, string]> {
  const reply = await viewer.get(target);
  return [reply.status, reply.body.toString()];
}

// Spec: HTTP-HLS, HTTP-HLS-PLAYLIST
describe('the playlist of an MP4', () => {
  it('names its start and segments of six seconds', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', CLIP);
      const reply = await (await viewer()).get(PLAYLIST);
      expect(reply.status).toBe(200);
      expect(reply.headers['content-type']).toBe('application/vnd.apple.mpegurl');
      const lines = reply.body.toString().split('\n');
      expect(lines[0]).toBe('#EXTM3U');
      expect(lines).toContain('#EXT-X-TARGETDURATION:6');
      expect(lines).toContain('#EXT-X-MAP:URI="init.mp4"');
      expect(
        lines.filter((line) => line.startsWith('#EXTINF')).map((line) => Number.parseFloat(line.slice(8))),
      ).toEqual([6, 6, 6, 2]);
      expect(lines.filter((line) => line.endsWith('.m4s'))).toEqual(['0.m4s', '1.m4s', '2.m4s', '3.m4s']);
      expect(lines.at(-2)).toBe('#EXT-X-ENDLIST');
    }));

  it('carries a signature on to what it names, which then opens; without one nothing does', () =>
    withGateway(
      async ({ host, source, viewer }) => {
        source.files.set('clip', CLIP);
        const one = await viewer();
        const file = { appid: 'tnvideo', userid: 'tnv001', fileid: 'clip' };
        const signed = signLink('key of links', file, Math.floor(host.clock.wallMs() / 1000) + 60);
        const reply = await one.get(`${PLAYLIST}?${signed}&other=1`);
        expect(reply.body.toString()).toContain(`#EXT-X-MAP:URI="init.mp4?${signed}"`);
        expect(reply.body.toString()).toContain(`\n3.m4s?${signed}\n`);
        expect((await one.get(`/hls/clip/0.m4s?${signed}`)).status).toBe(200);
        for (const target of [PLAYLIST, '/hls/clip/init.mp4', '/hls/clip/0.m4s']) {
          expect((await refusal(one, target))[0]).toBe(403);
        }
      },
      { linkKey: 'key of links' },
    ));

  it('is there for a file whose type is that of an MP4', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', CLIP);
      source.notes.set('clip', { name: 'a.mp4', type: 'video/mp4' });
      source.files.set('text', Buffer.from('text'));
      source.notes.set('text', { name: 'a.txt', type: 'text/plain' });
      const one = await viewer();
      const files = JSON.parse((await one.get('/api/files')).body.toString()).files;
      expect(files.map((file: { id: string; hlsUrl: string | null }) => [file.id, file.hlsUrl])).toEqual([
        ['text', null],
        ['clip', PLAYLIST],
      ]);
      expect(JSON.parse((await one.get('/api/about')).body.toString()).hls).toBe(true);
    }));
});

// Spec: HTTP-HLS
describe('HLS', () => {
  it.each([
    ['a segment that is not there', '/hls/clip/4.m4s'],
    ['a segment before the first', '/hls/clip/-1.m4s'],
    ['another name', '/hls/clip/index.html'],
    ['no name', '/hls/clip'],
    ['a folder', '/hls/clip/a/index.m3u8'],
    ['no such file', '/hls/other/index.m3u8'],
  ])('has nothing at %s', (_what, target) =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', CLIP);
      expect((await refusal(await viewer(), target))[0]).toBe(404);
    }),
  );

  it('answers HEAD with the headers of GET, and a viewer that has a segment already with 304', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', CLIP);
      const one = await viewer();
      for (const name of ['init.mp4', '1.m4s']) {
        const get = await one.get(`/hls/clip/${name}`);
        const head = await one.ask('HEAD', `/hls/clip/${name}`);
        expect(get.headers['content-type']).toBe('video/mp4');
        expect({ ...head.headers, date: '' }).toEqual({ ...get.headers, date: '' });
        expect((await one.get(`/hls/clip/${name}`, { 'if-none-match': String(get.headers.etag) })).status).toBe(304);
      }
    }));

  // Spec: HTTP-GONE
  it('is read no further when the viewer of a segment has gone', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', CLIP);
      const [one, other] = [await viewer(), await viewer()];
      await one.get(PLAYLIST);
      const begun = new Promise<void>((resolve) => {
        source.beforeChunk = () => {
          resolve();
          return new Promise(() => undefined);
        };
      });
      await one.send('GET /hls/clip/1.m4s HTTP/1.1\r\nhost: gateway\r\n\r\n');
      await begun;
      expect(source.open).toBe(1);
      one.leave();
      while (source.open > 0) await other.get('/api/about');
    }));

  it('ends with its file', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', CLIP);
      const one = await viewer();
      await one.get(PLAYLIST);
      source.files.delete('clip');
      expect((await refusal(one, '/hls/clip/0.m4s'))[0]).toBe(404);
    }));
});

// Spec: HTTP-HLS-BOUNDED
describe('the index of a file', () => {
  it('is found at its end with little else read, and read once', () =>
    withGateway(async ({ source, viewer }) => {
      const { file } = madeMovie([VIDEO]);
      const content = Buffer.concat([box('free', Buffer.alloc(3_000_000)), box('free', Buffer.alloc(40_000))]);
      source.files.set(
        'clip',
        Buffer.concat([file.subarray(0, 20), content, moved(file.subarray(20), content.length)]),
      );
      const one = await viewer();
      expect((await one.get(PLAYLIST)).status).toBe(200);
      expect(source.given).toBeLessThan(60_000);
      source.asked.length = 0;
      await one.get(PLAYLIST);
      await one.get('/hls/clip/init.mp4');
      expect(source.asked).toEqual(['filesize clip', 'filesize clip']);
      await one.get('/hls/clip/2.m4s');
      expect(source.asked.slice(2)).toEqual([
        'filesize clip',
        `download clip ${20 + content.length + 8 + 120 * 50}+3000`,
      ]);
    }));

  it('is read once for all who ask at the same time', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', CLIP);
      const viewers = await Promise.all(Array.from({ length: 5 }, () => viewer()));
      const replies = await Promise.all(viewers.map((one) => one.get('/hls/clip/init.mp4')));
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      expect(source.asked.filter((asked) => asked.startsWith('download'))).toHaveLength(2);
    }));

  it('is read no further when all who asked have gone, and for those who stay it is', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', CLIP);
      let reached = (): void => undefined;
      const begun = new Promise<void>((resolve) => {
        reached = resolve;
      });
      let goOn = (): void => undefined;
      const gate = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      source.beforeChunk = async () => {
        reached();
        await gate;
      };
      const [left, stays] = [await viewer(), await viewer()];
      await left.send(`GET ${PLAYLIST} HTTP/1.1\r\nhost: gateway\r\n\r\n`);
      const reply = stays.get(PLAYLIST);
      await begun;
      left.leave();
      goOn();
      expect((await reply).status).toBe(200);

      source.files.set('other', CLIP);
      const again = new Promise<void>((resolve) => {
        source.beforeChunk = () => {
          resolve();
          return new Promise(() => undefined);
        };
      });
      const alone = await viewer();
      await alone.send('GET /hls/other/index.m3u8 HTTP/1.1\r\nhost: gateway\r\n\r\n');
      await again;
      expect(source.open).toBe(1);
      alone.leave();
      while (source.open > 0) await stays.get('/api/about');
    }));

  it('that the storages could not send is asked for again', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', CLIP);
      source.beforeChunk = () => {
        throw new Error('the storage died');
      };
      const one = await viewer();
      expect((await refusal(one))[0]).toBe(500);
      source.beforeChunk = () => undefined;
      expect((await one.get(PLAYLIST)).status).toBe(200);
    }));

  it.each([
    [
      'of two gigabytes',
      Buffer.concat([u32(0x80000000), Buffer.from('moov'), Buffer.alloc(40)]),
      'longer than what it is in',
    ],
    ['of 64 MiB, in a file that is as large', largeMoov(), 'too large'],
    [
      'behind boxes without end',
      Buffer.concat(Array.from({ length: 500 }, () => box('free', Buffer.alloc(0)))),
      'too long',
    ],
    ['behind a box smaller than its header', Buffer.concat([u32(4), Buffer.from('free'), Buffer.alloc(40)]), '4 bytes'],
    ['that is not there', box('mdat', Buffer.alloc(100)), 'no index'],
  ])('%s is refused without reading it', (_what, bytes, why) =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', bytes);
      const [status, text] = await refusal(await viewer());
      expect([status, text]).toEqual([415, expect.stringContaining(why)]);
      expect(source.given).toBeLessThan(50_000);
    }),
  );
});

/** 64 MiB whose first box says that it is the index, as large as that. */
function largeMoov(): Buffer {
  const bytes = Buffer.alloc(64 * 1024 * 1024);
  bytes.writeUInt32BE(bytes.length);
  bytes.write('moov', 4);
  return bytes;
}

/** A made movie's boxes after `ftyp`, its chunks `by` bytes further on. */
function moved(boxes: Buffer, by: number): Buffer {
  const copy = Buffer.from(boxes);
  const at = copy.indexOf('stco') + 12;
  for (let entry = 0; entry < copy.readUInt32BE(at - 4); entry++) {
    copy.writeUInt32BE(copy.readUInt32BE(at + 4 * entry) + by, at + 4 * entry);
  }
  return copy;
}

// Spec: HTTP-HLS-REFUSAL
describe('a file that HLS cannot be made of', () => {
  const patched = (type: string, at: number, ...values: number[]): Buffer => {
    const { file } = madeMovie([VIDEO]);
    const bytes = Buffer.from(file);
    u32(...values).copy(bytes, bytes.indexOf(type) + 4 + at);
    return bytes;
  };
  const other = madeMovie([{ ...VIDEO, codec: 'XVID' }]).file;
  it.each([
    ['text', Buffer.from('just some text, which is no film at all'), 'it is no MP4'],
    ['an empty file', Buffer.alloc(0), 'no index'],
    ['a codec that HLS does not know', other, '"XVID"'],
    ['an encrypted one', madeMovie([{ ...VIDEO, codec: 'encv' }]).file, 'encrypted'],
    ['one without tracks', madeMovie([]).file, 'neither video nor audio'],
    ['one that breaks off', madeMovie([VIDEO], true).file.subarray(0, -100), 'is not there'],
    ['samples of four billion', patched('stsz', 4, 1, 0xffffffff), 'more samples'],
    ['a table longer than its box', patched('stsz', 8, 1_000_000), 'shorter than it says'],
    ['samples beyond the file', patched('stco', 8, 0x7fffffff), 'not there'],
    ['chunks out of order', patched('stsc', 8, 2), 'out of order'],
    ['key frames out of order', patched('stss', 8, 300), 'out of order'],
    ['no units of time', patched('mdhd', 12, 0), 'units of time'],
  ])('is answered with why: %s', (_what, bytes, why) =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('clip', bytes);
      const one = await viewer();
      const [status, text] = await refusal(one);
      expect([status, text]).toEqual([415, expect.stringContaining(why)]);
      source.given = 0;
      expect(await refusal(one, '/hls/clip/0.m4s')).toEqual([status, text]);
      expect(source.given).toBe(0);
    }),
  );
});
