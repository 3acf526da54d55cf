import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from './cluster.ts';
import { makeVideo } from './madeVideo.ts';
import { missingForPage, PageBrowser } from './pageBrowser.ts';
import { playedTo } from './pageVideo.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const TOKEN = 'open sesame';

describe.skipIf(missingForPage !== undefined)('the page of a gateway that wants a token', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let cluster: Cluster;
  let browser: PageBrowser;
  let video: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    video = join(folder.path, 'short.mp4');
    const http = {
      tnv_write: 'on',
      tnv_write_token: TOKEN,
      tnv_link_key: 'a key for links that is long',
      tnv_upload_max_bytes: 1_000_000,
    };
    await makeVideo(video, { seconds: 8, bitrate: 200_000 });
    [cluster, browser] = await Promise.all([Cluster.start(folder.path, {}, { http }), PageBrowser.launch()]);
  });

  afterAll(async () => {
    await browser?.close();
    await cluster?.stop();
    await folder?.[Symbol.asyncDispose]();
  });

  // Spec: PAGE-ERRORS, PAGE-UPLOAD
  it('refuses a wrong token in words, takes the right one, and then uploads, shares and forgets', async () => {
    const { page, context, faults } = await browser.window();
    await page.goto(`${cluster.http}/`);
    await page.getByRole('heading', { name: 'Sign in to watch' }).waitFor();
    const token = page.getByLabel('Token');
    await token.fill('open barley');
    await token.press('Enter');
    await page.getByRole('alert').getByText('That token is wrong.').waitFor();
    expect(await token.getAttribute('aria-invalid')).toBe('true');
    await token.fill(TOKEN);
    await token.press('Enter');
    await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();

    await page.setInputFiles('input[type=file]', video);
    const card = page.locator('.card', { hasText: 'short.mp4' });
    await card.locator('.poster-picture').waitFor();
    await page.setInputFiles('input[type=file]', {
      ...{ name: 'large.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(1_000_001) },
    });
    await page.getByText('The file is larger than this gateway accepts.', { exact: true }).waitFor();

    await card.hover();
    await page.getByRole('button', { name: 'Copy link to short.mp4' }).click();
    await page.getByRole('button', { name: 'Make the link' }).click();
    const link = await page.getByLabel('Link', { exact: true }).inputValue();
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(link.replace(/sig=./, 'sig='))).status).toBe(403);
    await page.keyboard.press('Escape');

    await card.getByRole('link', { name: 'short.mp4', exact: true }).click();
    await playedTo(page, 1);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.goto(`${cluster.http}/`);
    await page.getByRole('heading', { name: 'Sign in to watch' }).waitFor();
    expect(await page.locator('.card').count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });
});

describe.skipIf(missingForPage !== undefined)('the page of a site whose storages cannot list', () => {
  // Spec: PAGE-LIBRARY
  it('says so, and plays by id', async () => {
    await using folder = await temporaryFolder();
    const video = join(folder.path, 'short.mp4');
    await makeVideo(video, { seconds: 8, bitrate: 200_000 });
    const cluster = await Cluster.start(folder.path, {}, { http: { tnv_write: 'loopback' } });
    const browser = await PageBrowser.launch();
    try {
      const { page, context, faults } = await browser.window();
      await context.route('**/api/files?*', (route) =>
        route.fulfill({ status: 501, json: { error: { status: 501, text: 'the storages cannot list files' } } }),
      );
      await page.goto(`${cluster.http}/`);
      await page.getByRole('heading', { name: 'These storages cannot list files' }).waitFor();
      await page.setInputFiles('input[type=file]', video);
      const href = await page.locator('.upload-done').getByRole('link').getAttribute('href');
      await page.reload();
      await page.getByLabel('File id').fill(decodeURIComponent(href?.replace('#/play/', '') ?? ''));
      await page.getByRole('button', { name: 'Play' }).click();
      expect(await playedTo(page, 0.5)).toBeLessThan(8);
      expect(faults).toEqual([]);
    } finally {
      await browser.close();
      await cluster.stop();
    }
  });
});
