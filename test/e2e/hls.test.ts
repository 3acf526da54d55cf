/// <reference lib="dom" />
import { execFile } from 'node:child_process';
import { createReadStream, statSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBinary } from '../services/binary.ts';
import { makeVideo } from './madeVideo.ts';
import { missingForPage, PageBrowser, type Window } from './pageBrowser.ts';
import { playedTo, soughtTo } from './pageVideo.ts';
import { startUp, type Up } from './up.ts';

const run = promisify(execFile);
/** Bytes that make a film a long one for the page. */
const LONG_BYTES = 50_000_000;

/** What ffprobe says of each packet, without what only a whole file has. */
async function packets(address: string, stream: 'v:0' | 'a:0'): Promise<string[]> {
  const { stdout } = await run(
    findBinary('ffprobe') ?? 'ffprobe',
    [
      '-v',
      'error',
      '-select_streams',
      stream,
      '-show_entries',
      'packet=pts_time,dts_time,size',
      '-of',
      'csv=p=0',
      address,
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return stdout
    .split('\n')
    .map((line) => line.split(',').slice(0, 3).join(','))
    .filter((line) => line !== '');
}

/** A digest of each frame of the picture when it is decoded. */
async function pictures(address: string): Promise<string[]> {
  const decode = ['-v', 'error', '-i', address, '-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'framemd5', '-'];
  const { stdout } = await run(findBinary('ffmpeg') ?? 'ffmpeg', decode, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split('\n').flatMap((line) => (line.startsWith('0,') ? [line.slice(line.lastIndexOf(',') + 1)] : []));
}

describe.skipIf(missingForPage !== undefined)('a long film with its index at the end', () => {
  let folder: string;
  let film: string;
  let up: Up;
  let id: string;
  let browser: PageBrowser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tnv-e2e-'));
    film = join(folder, 'film.mp4');
    const plain = join(folder, 'plain.mp4');
    [up, browser] = await Promise.all([
      startUp(join(folder, 'data')),
      PageBrowser.launch(),
      makeVideo(plain, { seconds: 40, bitrate: 1_000_000, repeatSeconds: 40 }),
    ]);
    await indexLast(plain, film);
    const response = await fetch(`${up.http}/api/files`, {
      method: 'POST',
      headers: {
        'content-length': String(statSync(film).size),
        'content-type': 'video/mp4',
        'x-file-name': 'film.mp4',
      },
      body: createReadStream(film) as unknown as ReadableStream,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(201);
    id = ((await response.json()) as { id: string }).id;
  });

  afterAll(async () => {
    await browser?.close();
    await up?.program.interrupt();
    await rm(folder, { recursive: true, force: true });
  });

  /** The same film as a long file: filled up, and its index behind all of it. */
  async function indexLast(from: string, to: string): Promise<void> {
    const filling = join(folder, 'filling.mp4');
    await run(findBinary('ffmpeg') ?? 'ffmpeg', ['-v', 'error', '-i', from, '-c', 'copy', filling]);
    const bytes = await readFile(filling);
    const moov = bytes.lastIndexOf('moov') - 4;
    expect(moov + bytes.readUInt32BE(moov)).toBe(bytes.length);
    const free = Buffer.alloc(LONG_BYTES);
    free.writeUInt32BE(LONG_BYTES);
    free.write('free', 4);
    await writeFile(to, bytes.subarray(0, moov));
    await appendFile(to, free);
    await appendFile(to, bytes.subarray(moov));
  }

  const open = async (): Promise<Window> => {
    const window = await browser.window();
    await window.page.goto(`${up.http}/#/play/${id}`);
    await window.page.locator('video').waitFor();
    return window;
  };

  // Spec: HTTP-HLS-SEGMENTS, HTTP-HLS-PLAYLIST
  it('has as HLS every packet of the stored film, at the same times, and every frame decodes to the same picture', async () => {
    const playlist = `${up.http}/hls/${id}/index.m3u8`;
    for (const stream of ['v:0', 'a:0'] as const) {
      const [stored, cut] = await Promise.all([packets(film, stream), packets(playlist, stream)]);
      expect(stored.length).toBeGreaterThan(900);
      expect(cut).toEqual(stored);
    }
    const [stored, cut] = await Promise.all([pictures(film), pictures(playlist)]);
    expect(stored.length).toBe(1000);
    expect(cut).toEqual(stored);
  });

  // Spec: PAGE-HLS, HTTP-HLS
  it('plays in the page by pieces, sought in by the pieces of that place alone', async () => {
    const { page, context, addresses, faults } = await open();
    expect(await playedTo(page, 1)).toBeGreaterThanOrEqual(1);
    const asked = (): string[] =>
      addresses.filter((address) => address.endsWith('.m4s')).map((address) => address.split('/').at(-1) ?? '');
    expect(asked()[0]).toBe('0.m4s');
    expect(await page.evaluate(() => document.querySelector('video')?.duration ?? 0)).toBeCloseTo(40, 0);
    expect(await soughtTo(page, 31)).toBeCloseTo(31, 1);
    expect(await playedTo(page, 32)).toBeGreaterThanOrEqual(32);
    expect(asked()).toContain('5.m4s');
    expect(addresses.filter((address) => address.includes('/files/') && !address.includes('/api/'))).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  // Spec: HTTP-RANGE
  it('plays as a plain file, too, after its start and its end: most of it is never fetched', async () => {
    const { page, context } = await browser.window();
    const ranges: number[] = [];
    await page.goto(`${up.http}/`);
    page.on('request', (request) => {
      const range = /^bytes=(\d+)-/.exec(request.headers().range ?? '');
      if (request.url().includes('/files/') && range !== null) ranges.push(Number(range[1]));
    });
    await page.evaluate((url) => {
      const video = document.createElement('video');
      video.muted = true;
      video.src = url;
      document.body.replaceChildren(video);
    }, `/files/${id}`);
    expect(await playedTo(page, 1)).toBeGreaterThanOrEqual(1);
    // It asks for the start, finds no index there, and leaves what is between out.
    expect(ranges[0]).toBe(0);
    expect(ranges.some((offset) => offset > LONG_BYTES)).toBe(true);
    await context.close();
  });
});
