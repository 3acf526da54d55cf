/// <reference lib="dom" />
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeVideo } from './madeVideo.ts';
import { missingForPage, PageBrowser, type Window } from './pageBrowser.ts';
import { playedTo, soughtTo } from './pageVideo.ts';
import { startUp, type Up } from './up.ts';

const SCRIPT_BYTES_MAX = 100_000;
const VIDEO_SECONDS = 60;

// Spec: PAGE-OWN-CONTENT
describe.skipIf(missingForPage !== undefined)('the page of a fresh system', () => {
  let folder: string;
  let up: Up;
  let browser: PageBrowser;
  let video: string;
  const windows: Window[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tnv-e2e-'));
    video = join(folder, 'Café at night.mp4');
    [up, browser] = await Promise.all([
      startUp(join(folder, 'data')),
      PageBrowser.launch(),
      makeVideo(video, { seconds: VIDEO_SECONDS, bitrate: 4_000_000 }),
    ]);
  });

  afterEach(async () => {
    const faults = windows.flatMap((window) => window.faults);
    const foreign = windows.flatMap(({ addresses }) => addresses).filter((address) => !isOwn(address));
    for (const { context } of windows.splice(0)) await context.close();
    expect({ faults, foreign }).toEqual({ faults: [], foreign: [] });
  });

  afterAll(async () => {
    await browser?.close();
    await up?.program.interrupt();
    await rm(folder, { recursive: true, force: true });
  });

  const isOwn = (address: string): boolean => address.startsWith(`${up.http}/`) || address.startsWith('blob:');

  const open = async (hash = '', viewer = {}): Promise<Window> => {
    const window = await browser.window(viewer);
    windows.push(window);
    await window.page.goto(`${up.http}/${hash}`);
    return window;
  };

  const upload = async ({ page }: Window, path: string): Promise<string> => {
    await page.setInputFiles('input[type=file]', path);
    const done = page.locator('.upload-done', { hasText: basename(path) }).getByRole('link');
    return decodeURIComponent((await done.getAttribute('href'))?.replace('#/play/', '') ?? '');
  };

  // Spec: PAGE-LIBRARY, PAGE-POSTER
  it('shows the sample clip with name, size, type, length, time and a frame of it, and nothing jumps', async () => {
    const window = await browser.window();
    windows.push(window);
    const { page } = window;
    await page.addInitScript(() => {
      const jumps: number[] = [];
      Object.assign(globalThis, { jumps });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) jumps.push((entry as PerformanceEntry & { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(`${up.http}/`);
    const card = page.locator('.card', { hasText: 'sample.mp4' });
    await card.locator('.poster-picture').waitFor();
    expect(await card.locator('.poster-length').innerText()).toContain('0:20');
    expect(await card.locator('.card-facts').innerText()).toMatch(/^MP4 · 371 kB · /);
    const jumped = await page.evaluate(() => (globalThis as unknown as { jumps: number[] }).jumps);
    expect(jumped.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.02);
  });

  // Spec: PAGE-OWN-CONTENT
  it('comes with less than 100 kB of script, compressed', async () => {
    const window = await browser.window();
    windows.push(window);
    const bodies: Promise<Buffer>[] = [];
    window.page.on('response', (response) => {
      if (response.request().resourceType() === 'script') bodies.push(response.body());
    });
    await window.page.goto(`${up.http}/`);
    await window.page.locator('.card-link').first().waitFor();
    const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(SCRIPT_BYTES_MAX);
  });

  // Spec: PAGE-ACCESSIBLE, PAGE-LANGUAGE
  it('says in every view what it is and in which language, and may be enlarged', async () => {
    const { page } = await open('', { locale: 'zh-CN' });
    const zoom = await page.locator('meta[name=viewport]').getAttribute('content');
    expect(zoom).toContain('width=device-width');
    expect(zoom).not.toMatch(/user-scalable|maximum-scale/);
    for (const [hash, title] of [
      ['', 'TNV'],
      [`#/play/${up.files[0]}`, 'sample.mp4 · TNV'],
      ['#/cluster', '集群 · TNV'],
      ['#/sim', '模拟器 · TNV'],
    ] as const) {
      await page.goto(`${up.http}/${hash}`);
      await expect.poll(() => page.title()).toBe(title);
      expect(await page.getAttribute('html', 'lang')).toBe('zh-CN');
      expect(await page.locator('h1').count()).toBe(1);
    }
  });

  // Spec: PAGE-LANGUAGE
  it('speaks the language of the browser, changes it when asked to, and keeps that', async () => {
    const { page } = await open('', { locale: 'zh-CN' });
    await page.getByRole('heading', { name: '媒体库' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('zh-CN');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Library' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Library' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('en');
  });

  // Spec: PAGE-THEME
  it('has the colours of the system, others when asked to, and keeps those', async () => {
    const { page } = await open('', { colors: 'dark' });
    const brightness = (): Promise<number> =>
      page.evaluate(() => {
        const [red = 0] = getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
        return red;
      });
    expect(await brightness()).toBeLessThan(60);
    await page.getByRole('button', { name: 'Colours: as the system' }).click();
    expect(await brightness()).toBeGreaterThan(200);
    await page.reload();
    await page.getByRole('button', { name: 'Colours: light' }).waitFor();
    expect(await brightness()).toBeGreaterThan(200);
  });

  // Spec: PAGE-UPLOAD
  it('uploads a video and tells how far it is, how fast, and how long still; it is in the library under its name', async () => {
    const window = await open();
    const { page, context } = window;
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    const size = statSync(video).size;
    await network.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: size / 20 },
    });
    const uploaded = upload(window, video);
    const stage = page.locator('.upload-stage');
    await page.waitForFunction(() =>
      /^[\d.]+ MB of [\d.]+ MB · [\d.]+ [kM]B\/s · 0:[0-2]\d left$/.test(
        document.querySelector('.upload-stage')?.textContent ?? '',
      ),
    );
    expect(Number(await page.locator('.upload progress').getAttribute('value'))).toBeGreaterThan(0);
    await network.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 },
    });
    const id = await uploaded;
    await page.locator('.upload-done').waitFor();
    expect(await stage.innerText()).toMatch(/^Done · /);
    await page
      .locator('.card', { hasText: basename(video) })
      .locator('.poster-picture')
      .waitFor();
    const stored = await fetch(`${up.http}/files/${id}`);
    expect(Buffer.from(await stored.arrayBuffer()).equals(readFileSync(video))).toBe(true);
  });

  // Spec: PAGE-UPLOAD
  it('takes several dropped files, two at a time, and cancels one of them', async () => {
    const window = await open();
    const { page, context } = window;
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    const slow = { offline: false, latency: 0, downloadThroughput: -1 };
    await network.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: 20_000 });
    await page.locator('.card-link').first().waitFor();
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      for (const name of ['one.bin', 'two.bin', 'three.bin']) {
        dataTransfer.items.add(new File([new Uint8Array(400_000)], name, { type: 'application/octet-stream' }));
      }
      dispatchEvent(new DragEvent('dragenter', { dataTransfer }));
      dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
    });
    await page.getByText('Uploading 3 files').waitFor();
    expect(await page.locator('.upload-waiting').count()).toBe(1);
    await page.getByRole('button', { name: 'Cancel upload of one.bin' }).click();
    await page.locator('.upload-cancelled', { hasText: 'one.bin' }).waitFor();
    await network.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
    await page.getByText('Uploads finished').waitFor();
    expect(await page.locator('.card-name').allInnerTexts()).toEqual(expect.arrayContaining(['two.bin', 'three.bin']));
    expect(await page.locator('.card', { hasText: 'one.bin' }).count()).toBe(0);
  });

  // Spec: PAGE-UPLOAD, PAGE-ACCESSIBLE
  it('keeps uploads under way in sight, and the focus where it is, while many others end', async () => {
    const { page, context } = await open();
    await page.locator('.card-link').first().waitFor();
    const small = Array.from({ length: 8 }, (_, at) => ({ name: `small${at}.bin`, buffer: Buffer.alloc(9) }));
    const files = [...small, { name: 'large.bin', buffer: Buffer.alloc(900_000) }];
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    const rate = (uploadThroughput: number): Promise<unknown> =>
      network.send('Network.emulateNetworkConditions', {
        ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput },
      });
    await rate(50_000);
    await page.setInputFiles(
      'input[type=file]',
      files.map((file) => ({ ...file, mimeType: 'application/octet-stream' })),
    );
    const cancel = page.getByRole('button', { name: 'Cancel upload of large.bin' });
    await cancel.focus();
    await page.getByText('Uploading 1 file', { exact: true }).waitFor();
    expect(await cancel.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await page.locator('.upload').first().innerText()).toContain('large.bin');
    const list = await page.locator('.uploads-list').evaluate((element) => element.scrollTop);
    expect(list).toBe(0);
    await page.keyboard.press('Enter');
    const item = page.locator('.upload', { hasText: 'large.bin' });
    const focused = (): Promise<string | null> =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.id ?? null);
    await page.locator('.upload-cancelled', { hasText: 'large.bin' }).waitFor();
    expect(await focused()).toBe('Remove large.bin from the list');
    await item.getByRole('button', { name: 'Try large.bin again' }).focus();
    await page.keyboard.press('Enter');
    await cancel.waitFor();
    expect(await focused()).toBe('Cancel upload of large.bin');
    await rate(-1);
    await page.getByText('Uploads finished').waitFor();
    await page.getByRole('button', { name: 'Clear' }).focus();
    await page.keyboard.press('Enter');
    await item.waitFor({ state: 'detached' });
    expect(await focused()).toBe('content');
  });

  // Spec: PAGE-RESUME
  it('plays, fetches only what it needs when one seeks, and goes on there after a reload', async () => {
    const id = await upload(await open(), video);
    const window = await open(`#/play/${id}`);
    const { page, context } = window;
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    let bytes = 0;
    network.on('Network.dataReceived', ({ dataLength }) => {
      bytes += dataLength;
    });
    const ranges: string[] = [];
    page.on('request', async (request) => {
      if (request.url().includes(`/files/${id}`)) ranges.push((await request.allHeaders()).range ?? 'none');
    });
    await playedTo(page, 1);
    const middle = await soughtTo(page, VIDEO_SECONDS * 0.75);
    expect(middle).toBeCloseTo(VIDEO_SECONDS * 0.75, 0);
    await playedTo(page, middle + 1);
    const at = await page.evaluate(() => {
      const media = document.querySelector('video') as HTMLVideoElement;
      media.pause();
      return media.currentTime;
    });
    const size = statSync(video).size;
    const starts = ranges.map((range) => Number(/^bytes=(\d+)-/.exec(range)?.[1] ?? Number.NaN));
    expect(starts.some((start) => start > size * 0.6 && start < size * 0.8)).toBe(true);
    expect(bytes).toBeLessThan(size * 0.8);

    const kept = page.waitForResponse((response) => response.url().includes('/session/positions/'));
    await page.reload();
    await kept;
    await page.locator('.stage-note', { hasText: /^Resumed at 0:4\d/ }).waitFor();
    const resumed = await page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);
    expect(Math.abs(resumed - at)).toBeLessThan(2);
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 9) < 1);
  });

  // Spec: PAGE-WHOLE-PICTURE
  it.each([
    [844, 390],
    [667, 375],
  ])('shows the whole picture with its controls on a phone held sideways, %i×%i', async (width, height) => {
    const { page } = await open(`#/play/${up.files[0]}`, { phone: true });
    await page.setViewportSize({ width, height });
    await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) > 0);
    const { video, header, scrolled } = await page.evaluate(() => {
      const place = (what: string): DOMRect => document.querySelector(what)?.getBoundingClientRect() as DOMRect;
      return { video: place('video').toJSON(), header: place('.header').toJSON(), scrolled: [scrollX, scrollY] };
    });
    expect(scrolled).toEqual([0, 0]);
    expect(video.top).toBeGreaterThanOrEqual(header.bottom);
    expect(video.bottom).toBeLessThanOrEqual(height);
    expect(video.left).toBeGreaterThanOrEqual(0);
    expect(video.right).toBeLessThanOrEqual(width);
    expect(video.width).toBeGreaterThan(width / 2);
  });

  // Spec: PAGE-KEYBOARD, PAGE-ACCESSIBLE
  it('is used with the keyboard alone: to a video, through it and back', async () => {
    const { page } = await open();
    await page.locator('.card-link').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.getByRole('link', { name: 'sample.mp4', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'sample.mp4' }).waitFor();
    await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) > 0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.keyboard.press('5');
    await page.waitForFunction(() => Math.abs((document.querySelector('video')?.currentTime ?? 0) - 10) < 0.5);
    await page.keyboard.press('j');
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 9) < 1);
    await page.keyboard.press('k');
    await playedTo(page, 0.3);
    await page.keyboard.press('k');
    expect(await page.evaluate(() => document.querySelector('video')?.paused)).toBe(true);
    await page.keyboard.press('>');
    await expect.poll(() => page.getByLabel('Speed').inputValue()).toBe('1.25');
  });

  // Spec: PAGE-DELETE
  it('deletes a file when the time to undo is over, or the page is left, and not before', async () => {
    const small = join(folder, 'small.mp4');
    await makeVideo(small, { seconds: 1, bitrate: 100_000 });
    const window = await open();
    const { page } = window;
    const id = await upload(window, small);
    const there = async (): Promise<number> => (await fetch(`${up.http}/files/${id}`, { method: 'HEAD' })).status;
    const card = page.locator('.card', { hasText: 'small.mp4' });
    await card.hover();
    await page.getByRole('button', { name: 'Delete small.mp4' }).click();
    await page.getByText('small.mp4 is deleted').first().waitFor();
    await card.waitFor({ state: 'detached' });
    // The next card has the focus.
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe('card-link');
    expect(await there()).toBe(200);
    await page.getByRole('button', { name: 'Undo' }).focus();
    await page.keyboard.press('Enter');
    await card.waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('content');
    expect(await there()).toBe(200);
    await card.hover();
    await page.getByRole('button', { name: 'Delete small.mp4' }).click();
    await card.waitFor({ state: 'detached' });
    await page.goto('about:blank');
    await expect.poll(there).toBe(404);
  });

  // Spec: PAGE-ERRORS
  it('says what is wrong with an address, a file that is gone and a file that cannot be played', async () => {
    const noFile = await open('#/play/0000000000000000000000000000000000000000');
    await noFile.page.getByText('There is no such file.').waitFor();
    const away = await browser.window();
    windows.push(away);
    const asked = `**/api/files/${up.files[0]}`;
    await away.page.route(asked, (route) => route.fulfill({ status: 503, json: {} }));
    await away.page.goto(`${up.http}/#/play/${up.files[0]}`);
    await away.page.getByText('No storage is active right now.').waitFor();
    await away.page.unroute(asked);
    await away.page.getByRole('button', { name: 'Try again' }).click();
    await away.page.getByRole('heading', { name: 'sample.mp4' }).waitFor();
    const nowhere = await open('#/nowhere');
    await nowhere.page.getByText('There is nothing here').waitFor();
    const text = join(folder, 'text.mp4');
    await writeFile(text, 'this is no video');
    const library = await open();
    const id = await upload(library, text);
    const unplayable = await open(`#/play/${id}`);
    await unplayable.page.getByText('This browser cannot play the file.').waitFor();
    // The browser's own words about it are no fault of the page.
    unplayable.faults.splice(0);
  });
});
