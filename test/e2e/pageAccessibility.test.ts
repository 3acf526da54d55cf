/// <reference lib="dom" />
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { largeCluster } from './largeCluster.ts';
import { missingForPage, PageBrowser, type Viewer } from './pageBrowser.ts';
import { startUp, type Up } from './up.ts';

const STORAGES = 200;

/** What axe finds wrong with the page as it stands, a line each. */
async function faultsOf(page: Page): Promise<string[]> {
  // Colours that are on their way to others would be judged half-way.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY) animation.cancel();
      else animation.finish();
    }
  });
  await page.evaluate(axe.source);
  const results = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<axe.AxeResults> } }).axe.run(),
  );
  return results.violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map((node) => `${impact}: ${id}: ${help}: ${node.target.join(' ')}`),
  );
}

// Spec: PAGE-ACCESSIBLE
describe.skipIf(missingForPage !== undefined)('no fault of accessibility is in', () => {
  let folder: string;
  let up: Up;
  let browser: PageBrowser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tnv-e2e-'));
    [up, browser] = await Promise.all([startUp(join(folder, 'data')), PageBrowser.launch()]);
  });

  afterAll(async () => {
    await browser?.close();
    await up?.program.interrupt();
    await rm(folder, { recursive: true, force: true });
  });

  /** The views, each brought to where it shows all it has. */
  const views: Readonly<Record<string, (page: Page) => Promise<void>>> = {
    async 'the library'(page) {
      await page.goto(`${up.http}/`);
      await page.locator('.poster-picture').first().waitFor();
    },
    async 'the library, with uploads and a notice'(page) {
      // The window that closes says that the file is deleted for good, and the others look at it, too. What a closing window
      // asks for passes by the routes of a page.
      await page.addInitScript(() => {
        const ask = globalThis.fetch;
        globalThis.fetch = (address, options) =>
          options?.method === 'DELETE' ? Promise.resolve(new Response(null, { status: 204 })) : ask(address, options);
      });
      await page.goto(`${up.http}/`);
      await page.locator('.card-link').first().waitFor();
      await page.route('**/api/files', (route) =>
        route.request().method() === 'POST' ? route.fulfill({ status: 507, json: {} }) : route.continue(),
      );
      await page.setInputFiles('input[type=file]', { name: 'a.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(9) });
      await page.locator('.upload-failed').waitFor();
      await page
        .getByRole('button', { name: /^Delete / })
        .first()
        .focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Undo' }).focus();
    },
    async 'a library that is not shown'(page) {
      await page.route('**/api/files?*', (route) => route.fulfill({ status: 501, json: {} }));
      await page.goto(`${up.http}/`);
      await page.getByLabel('File id').waitFor();
    },
    async 'the player'(page) {
      await page.goto(`${up.http}/#/play/${up.files[0]}`);
      await page.locator('.facts', { hasText: '320 × ' }).waitFor();
      await page.locator('.keys summary').click();
    },
    async 'the cluster'(page) {
      await page.goto(`${up.http}/#/cluster`);
      await page.locator('.storage-card').nth(1).waitFor();
    },
    async 'a large cluster'(page) {
      await largeCluster(page, STORAGES);
      await page.goto(`${up.http}/#/cluster`);
      await page
        .locator('.storage-tile')
        .nth(STORAGES - 1)
        .waitFor();
    },
    async 'a storage of a large cluster'(page) {
      await largeCluster(page, STORAGES);
      await page.goto(`${up.http}/#/cluster`);
      await page.locator('.storage-tile[data-state=OFFLINE]').first().click();
      await page.getByRole('dialog').waitFor();
    },
    async 'the simulator'(page) {
      await page.route('**/api/about', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), sim: true } });
      });
      await page.goto(`${up.http}/#/sim`);
      await page.getByLabel('Seed').waitFor();
    },
    async 'an address that leads nowhere'(page) {
      await page.goto(`${up.http}/#/nowhere`);
      await page.getByText('There is nothing here').waitFor();
    },
  };
  const viewers: Readonly<Record<string, Viewer>> = {
    'light, on a desk': {},
    'dark, on a phone': { colors: 'dark', phone: true },
    ...(process.env.TNV_TEST_ALL === '1'
      ? { 'dark, on a desk': { colors: 'dark' }, 'light, on a phone': { phone: true } }
      : {}),
  };
  const all = Object.keys(views).flatMap((view) => Object.keys(viewers).map((viewer) => [view, viewer] as const));

  it.each(all)('%s, %s', async (view, viewer) => {
    const { page, context } = await browser.window(viewers[viewer]);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await views[view]?.(page);
    // Nothing moves for those who asked for that.
    expect(await page.evaluate(() => document.getAnimations().map((animation) => animation.id))).toEqual([]);
    expect(await faultsOf(page)).toEqual([]);
    // Nothing is wider than the window.
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await context.close();
  });
});
