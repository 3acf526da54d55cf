/// <reference lib="dom" />
import { execFile } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBinary } from '../services/binary.ts';
import { makeVideo } from './madeVideo.ts';
import { missingForPage, PageBrowser, type Window } from './pageBrowser.ts';
import { playedTo, soughtTo } from './pageVideo.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { startUp, type Up } from './up.ts';

/** What the page is told of a file that is to be a long one. */
const LONG = { name: 'film.mp4', type: 'video/mp4', size: 900_000_000, uploadedAt: null };
/** How often hls.js asks for what it cannot have: once and once more, by the page's first try and its second. */
const ASKED_MAX = 4;

describe.skipIf(missingForPage !== undefined)('a video in the page', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let up: Up;
  let browser: PageBrowser;

  beforeAll(async () => {
    folder = await temporaryFolder();
    [up, browser] = await Promise.all([startUp(join(folder.path, 'data')), PageBrowser.launch()]);
  });

  afterAll(async () => {
    await browser?.close();
    await up?.program.interrupt();
    await folder?.[Symbol.asyncDispose]();
  });

  const upload = async (path: string): Promise<string> => {
    const headers = { 'content-type': 'video/mp4' };
    const response = await fetch(`${up.http}/api/files`, { method: 'POST', headers, body: await openAsBlob(path) });
    expect(response.status).toBe(201);
    return ((await response.json()) as { id: string }).id;
  };

  /** Has the page take a file for a long one, which is cheaper than to make one. */
  const sayLong = ({ page }: Window, id: string, hlsUrl = `/hls/${id}/index.m3u8`): Promise<unknown> =>
    page.route('**/api/files**', async (route) => {
      const long = { ...LONG, id, url: `/files/${id}`, hlsUrl };
      await route.fulfill({ json: route.request().url().includes('?') ? { files: [long], next: null } : long });
    });

  const withoutNativeHls = ({ page }: Window): Promise<unknown> =>
    page.addInitScript(() => {
      HTMLMediaElement.prototype.canPlayType = () => '';
    });

  /** Waits until the video has a source that can be played: the file itself, or whatever it is. */
  const ready = ({ page }: Window, end = ''): Promise<unknown> =>
    page.waitForFunction((address) => {
      const video = document.querySelector('video');
      return video?.currentSrc.endsWith(address) && video.readyState > 0;
    }, end);

  describe('that is long', () => {
    beforeAll(async () => {
      const whole = join(folder.path, 'whole.mp4');
      await makeVideo(whole, { seconds: 20, bitrate: 300_000 });
      await promisify(execFile)(findBinary('ffmpeg') ?? 'ffmpeg', [
        ...['-v', 'error', '-i', whole, '-c', 'copy', '-hls_time', '4', '-hls_playlist_type', 'vod'],
        ...['-hls_segment_type', 'fmp4', '-hls_segment_filename', join(folder.path, '%d.m4s')],
        join(folder.path, 'index.m3u8'),
      ]);
    });

    // Spec: PAGE-HLS
    it.each([
      ['by hls.js, fetched only then', false],
      ['by the browser itself, where it can', true],
    ])('comes in pieces, and is played and sought in %s', async (_how, native) => {
      const window = await browser.window();
      const { page, context, addresses, faults } = window;
      if (!native) await withoutNativeHls(window);
      await sayLong(window, up.files[0] ?? '', '/hls/film/index.m3u8');
      await page.route('**/hls/film/*', (route) =>
        route.fulfill({ path: join(folder.path, new URL(route.request().url()).pathname.replace('/hls/film/', '')) }),
      );
      const library = (): boolean => addresses.some((address) => /\/assets\/hls/.test(address));
      await page.goto(`${up.http}/`);
      await page.locator('.card-link').waitFor();
      expect(library()).toBe(false);
      await page.getByRole('link', { name: 'film.mp4', exact: true }).click();
      await ready(window);
      expect(await playedTo(page, 1)).toBeLessThan(10);
      expect(await soughtTo(page, 15)).toBeCloseTo(15, 0);
      await playedTo(page, 15.5);
      const knows = await page.evaluate(
        () => document.createElement('video').canPlayType('application/vnd.apple.mpegurl') !== '',
      );
      expect(knows && !native).toBe(false);
      expect(library()).toBe(!knows);
      expect(addresses.some((address) => address.endsWith('/hls/film/index.m3u8'))).toBe(true);
      expect(faults).toEqual([]);
      await context.close();
    });

    // Spec: PAGE-HLS
    it.each([
      ['library', '**/assets/hls*'],
      ['playlist', '**/hls/*/index.m3u8'],
      ['pieces', '**/hls/*/*.m4s'],
    ])('is soon played as the file when the %s cannot be had', async (_what, missing) => {
      const window = await browser.window();
      const { page, context } = window;
      const id = up.files[0] ?? '';
      await withoutNativeHls(window);
      await sayLong(window, id);
      const asked: string[] = [];
      await page.route(missing, async (route) => {
        asked.push(route.request().url());
        await route.fulfill({ status: 500 });
      });
      await page.goto(`${up.http}/#/play/${id}`);
      await ready(window, `/files/${id}`);
      expect(await playedTo(page, 1)).toBeLessThan(10);
      expect(await soughtTo(page, 15)).toBeCloseTo(15, 0);
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.length).toBeLessThanOrEqual(ASKED_MAX);
      await context.close();
    });

    // Spec: PAGE-HLS, HTTP-HLS-REFUSAL
    it.each([
      ['hls.js', false],
      ['the browser itself, where it knows HLS', true],
    ])('and in fragments is played as the file, by %s', async (_how, native) => {
      const path = join(folder.path, 'fragments.mp4');
      await makeVideo(path, { seconds: 12, bitrate: 300_000, index: 'fragments' });
      const id = await upload(path);
      const window = await browser.window();
      const { page, context } = window;
      if (!native) await withoutNativeHls(window);
      await sayLong(window, id);
      const refused = page.waitForResponse((response) => response.url().endsWith('/index.m3u8'));
      await page.goto(`${up.http}/#/play/${id}`);
      expect((await refused).status()).toBe(415);
      await ready(window, `/files/${id}`);
      expect(await playedTo(page, 1)).toBeLessThan(10);
      expect(await soughtTo(page, 8)).toBeCloseTo(8, 0);
      await playedTo(page, 8.5);
      await context.close();
    });
  });

  // Spec: HTTP-RANGE
  it('whose index is at its end starts playing with less than half of it fetched', async () => {
    const path = join(folder.path, 'indexLast.mp4');
    await makeVideo(path, { seconds: 60, bitrate: 4_000_000, index: 'last' });
    const { size } = await stat(path);
    const id = await upload(path);
    const window = await browser.window();
    const { page, context } = window;
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    // All of it would take two minutes.
    const slow = { offline: false, latency: 0, downloadThroughput: size / 120, uploadThroughput: -1 };
    let bytes = 0;
    network.on('Network.dataReceived', ({ dataLength }) => {
      bytes += dataLength;
    });
    const starts: number[] = [];
    page.on('request', (request) => {
      const [, start] = /^bytes=(\d+)-/.exec(request.headers().range ?? '') ?? [];
      if (request.url().endsWith(`/files/${id}`) && start !== undefined) starts.push(Number(start));
    });
    await page.goto(`${up.http}/`);
    await page.locator('.card-link').first().waitFor();
    await network.send('Network.emulateNetworkConditions', slow);
    await page.goto(`${up.http}/#/play/${id}`);
    await ready(window, `/files/${id}`);
    await playedTo(page, 1);
    expect(bytes).toBeLessThan(size / 2);
    expect(starts[0]).toBe(0);
    expect(starts.some((start) => start > size * 0.9)).toBe(true);
    await context.close();
  });
});
