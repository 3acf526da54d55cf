/// <reference lib="dom" />
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from './cluster.ts';
import { makeVideo } from './madeVideo.ts';
import { missingForPage, PageBrowser } from './pageBrowser.ts';
import { playedTo } from './pageVideo.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const CHECK_INTERVAL_SECONDS = 5;
/** Milliseconds beyond the check interval: one beat of the storage, one look of the gateway, a machine that is busy. */
const SLACK_MS = 10_000;

describe.skipIf(missingForPage !== undefined)('the page, when a storage dies', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let cluster: Cluster;
  let browser: PageBrowser;
  let video: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    video = join(folder.path, 'long.mp4');
    await makeVideo(video, { seconds: 120, bitrate: 4_000_000 });
    const special = {
      tracker: { check_active_interval: CHECK_INTERVAL_SECONDS },
      http: { tnv_write: 'loopback', tnv_cluster_view: 'loopback' },
    };
    [cluster, browser] = await Promise.all([Cluster.start(folder.path, {}, special), PageBrowser.launch()]);
  });

  afterAll(async () => {
    await browser?.close();
    await cluster?.stop();
    await folder?.[Symbol.asyncDispose]();
  });

  // Spec: PAGE-GOES-ON, PAGE-CLUSTER-LIVE
  it('plays on, whichever it is, and shows it grey and offline within the check interval', async () => {
    const { page, context } = await browser.window();
    await page.goto(`${cluster.http}/`);
    await page.setInputFiles('input[type=file]', video);
    await page.locator('.upload-done').getByRole('link').click();
    const view = await context.newPage();
    await view.goto(`${cluster.http}/#/cluster`);
    const cards = view.locator('.storage-card');
    const states = (): Promise<string[]> =>
      cards.evaluateAll((elements) => elements.map((element) => element.getAttribute('data-state') ?? ''));
    await cards.nth(1).waitFor();
    expect(await states()).toEqual(['ACTIVE', 'ACTIVE']);
    expect(await view.getByText('2 of 2 active').count()).toBe(1);

    await page.bringToFront();
    let at = await playedTo(page, 2);
    for (const name of ['storage1', 'storage2'] as const) {
      await cluster.kill(name);
      // Far enough that it was not loaded before.
      at = await page.evaluate((seconds) => {
        const media = document.querySelector('video') as HTMLVideoElement;
        media.currentTime = seconds;
        return seconds;
      }, at + 30);
      at = await playedTo(page, at + 2);
      await view.bringToFront();
      const card = view.locator('.storage-card', { has: view.getByRole('heading', { name, exact: true }) });
      await expect
        .poll(() => card.getAttribute('data-state'), { timeout: CHECK_INTERVAL_SECONDS * 1_000 + SLACK_MS })
        .toBe('OFFLINE');
      expect(await card.innerText()).toContain('offline');
      await expect.poll(() => view.getByRole('status').allInnerTexts()).toContain(`${name} is offline`);
      await cluster.run(name);
      await expect.poll(states, { timeout: CHECK_INTERVAL_SECONDS * 1_000 + SLACK_MS }).toEqual(['ACTIVE', 'ACTIVE']);
      await page.bringToFront();
    }
    await context.close();
  });
});
