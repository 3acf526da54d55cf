import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { largeCluster } from '../e2e/largeCluster.ts';
import { missingForPage, PageBrowser, type Viewer } from '../e2e/pageBrowser.ts';
import { temporaryFolder } from '../e2e/temporaryFolder.ts';
import { startUp } from '../e2e/up.ts';
import { drawClips } from './clips.ts';
import { fontsFile } from './fonts.ts';

// `npm run screenshots`: takes the pictures of docs/screenshots anew, of a whole system with a library that ffmpeg draws.
const OUT = join(import.meta.dirname, '../../docs/screenshots');
/** Milliseconds of life that the cluster's lines of load are to show. */
const LOAD_MS = 20_000;

async function main(): Promise<void> {
  if (missingForPage !== undefined) throw new Error(`screenshots need Chromium and ffmpeg: ${missingForPage}`);
  await using folder = await temporaryFolder();
  process.env.FONTCONFIG_FILE = await fontsFile(folder.path);
  console.log('drawing clips, starting the system ...');
  const [clips, up] = await Promise.all([drawClips(folder.path), startUp(join(folder.path, 'data'))]);
  const browser = await PageBrowser.launch();
  try {
    await fetch(`${up.http}/api/files/${up.files[0]}`, { method: 'DELETE' });
    const ids: string[] = [];
    for (const clip of clips) ids.push(await upload(up.http, clip));
    const shoot = async (name: string, hash: string, viewer: Viewer, ready: (page: Page) => Promise<void>) => {
      const { page, context } = await browser.window(viewer);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await ready(page);
      await page.goto(`${up.http}/${hash}`);
      await settled(page);
      const path = join(OUT, name);
      const type = name.endsWith('.png') ? ({ type: 'png' } as const) : ({ type: 'jpeg', quality: 86 } as const);
      await page.screenshot({ path, ...type });
      await context.close();
      console.log(name);
    };
    const nothing = async (): Promise<void> => undefined;
    const watched = async (page: Page): Promise<void> => {
      for (const [at, seconds] of [
        [1, 120],
        [3, 47],
        [6, 3_900],
      ] as const) {
        await page.request.put(`${up.http}/session/positions/${ids[at]}`, { data: { seconds } });
      }
    };
    await shoot('library.jpg', '', {}, watched);
    await shoot('library-dark-zh.jpg', '', { colors: 'dark', locale: 'zh-CN' }, watched);
    await shoot('player.jpg', `#/play/${ids[3]}`, {}, watched);
    await shoot('simulator.png', '#/sim/7', {}, nothing);
    await shoot('phone.jpg', '', { phone: true, colors: 'dark' }, watched);
    const busy = keepBusy(up.http, ids);
    await shoot('cluster.png', '#/cluster', {}, nothing);
    await busy();
    await shoot('cluster-200.png', '#/cluster', { colors: 'dark' }, (page) => largeCluster(page, 200));
  } finally {
    await browser.close();
    await up.program.interrupt();
  }
}

async function upload(gateway: string, path: string): Promise<string> {
  const headers = { 'content-type': 'video/mp4', 'x-file-name': encodeURIComponent(basename(path)) };
  const response = await fetch(`${gateway}/api/files`, { method: 'POST', headers, body: await readFile(path) });
  if (!response.ok) throw new Error(`the upload of ${basename(path)} was refused: ${response.status}`);
  return ((await response.json()) as { id: string }).id;
}

/** Resolves when the page shows what it has: every poster, the player's frame, a while of the cluster's load. */
async function settled(page: Page): Promise<void> {
  await page.locator('.poster-picture, .facts, .storage-card, .storage-tile, .sim-frame iframe').first().waitFor();
  if (await page.locator('.storage-card').count()) await page.waitForTimeout(LOAD_MS);
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.waitForTimeout(1_500);
}

/** Downloads now and then, so that storages have a load to tell of. Returns what ends that. */
function keepBusy(gateway: string, ids: readonly string[]): () => Promise<void> {
  let going = true;
  const working = (async () => {
    for (let turn = 0; going; turn++) {
      await (await fetch(`${gateway}/files/${ids[turn % ids.length]}`)).arrayBuffer();
      await new Promise((resolve) => setTimeout(resolve, 40 + 60 * Math.abs(Math.sin(turn / 25))));
    }
  })();
  return async () => {
    going = false;
    await working;
  };
}

await main();
