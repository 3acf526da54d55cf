/// <reference lib="dom" />
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBinary } from '../services/binary.ts';
import { makeVideo } from './madeVideo.ts';
import { missingForPage, PageBrowser } from './pageBrowser.ts';
import { playedTo, soughtTo } from './pageVideo.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { startUp, type Up } from './up.ts';

describe.skipIf(missingForPage !== undefined)('a long video that comes in pieces', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let up: Up;
  let browser: PageBrowser;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const whole = join(folder.path, 'whole.mp4');
    await makeVideo(whole, { seconds: 20, bitrate: 300_000 });
    await promisify(execFile)(findBinary('ffmpeg') ?? 'ffmpeg', [
      ...['-v', 'error', '-i', whole, '-c', 'copy', '-hls_time', '4', '-hls_playlist_type', 'vod'],
      ...['-hls_segment_type', 'fmp4', '-hls_segment_filename', join(folder.path, '%d.m4s')],
      join(folder.path, 'index.m3u8'),
    ]);
    [up, browser] = await Promise.all([startUp(join(folder.path, 'data')), PageBrowser.launch()]);
  });

  afterAll(async () => {
    await browser?.close();
    await up?.program.interrupt();
    await folder?.[Symbol.asyncDispose]();
  });

  // Spec: PAGE-HLS
  it.each([
    ['by hls.js, fetched only then', false],
    ['by the browser itself, where it can', true],
  ])('is played and sought in %s', async (_how, native) => {
    const { page, context, addresses, faults } = await browser.window();
    if (!native) {
      await page.addInitScript(() => {
        HTMLMediaElement.prototype.canPlayType = () => '';
      });
    }
    const id = up.files[0] ?? '';
    await page.route('**/api/files**', async (route) => {
      const file = { id, name: 'film.mp4', type: 'video/mp4', size: 900_000_000, uploadedAt: null };
      const long = { ...file, url: `/files/${id}`, hlsUrl: '/hls/film/index.m3u8' };
      await route.fulfill({ json: route.request().url().includes('?') ? { files: [long], next: null } : long });
    });
    await page.route('**/hls/film/*', (route) =>
      route.fulfill({ path: join(folder.path, new URL(route.request().url()).pathname.replace('/hls/film/', '')) }),
    );
    const library = (): boolean => addresses.some((address) => /\/assets\/hls/.test(address));
    await page.goto(`${up.http}/`);
    await page.locator('.card-link').waitFor();
    expect(library()).toBe(false);
    await page.getByRole('link', { name: 'film.mp4', exact: true }).click();
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
});
