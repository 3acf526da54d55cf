/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { launchChromium } from '../../test/e2e/chromiumLaunch.ts';
import { playedTo } from '../../test/e2e/pageVideo.ts';
import { monotonicMs } from './messages.ts';
import type { Watching, WatchingLine } from './watching.ts';

// A viewer with Chromium: browser.ts GATEWAY FILEID. It opens the gateway's page, plays a video there and looks on until its
// end. Tells in lines of JSON that the picture moves, and at last what was seen. Chromium is spoken to through a pipe, so
// that both are on whichever host this was started on.

const OPEN_MS = 60_000;
/** Who sees a standing picture for so long has gone. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 50;

const [gateway = '', fileid = ''] = process.argv.slice(2);
const browser = await launchChromium();
const page = await browser.newPage();
page.setDefaultTimeout(OPEN_MS);
const askedMs: number[] = [];
page.on('request', (request) => {
  if (new URL(request.url()).pathname === `/files/${fileid}` && request.method() === 'GET') askedMs.push(monotonicMs());
});
await page.goto(`${gateway}/#/play/${fileid}`);
await page.locator('video').waitFor();
await playedTo(page, 1);
say({ isMoving: true });
say({ watched: { ...(await watch(page)), askedMs } });
await browser.close();

/** Looks on until the video has ended, or its picture has stood still for too long. */
function watch(on: Page): Promise<Omit<Watching, 'askedMs'>> {
  return on.evaluate(
    ({ lookMs, patienceMs }) =>
      new Promise<Omit<Watching, 'askedMs'>>((resolve) => {
        const video = document.querySelector('video') as HTMLVideoElement;
        const { duration } = video;
        let played = video.currentTime;
        let movedMs = performance.now();
        let longestStallMs = 0;
        const timer = setInterval(() => {
          const nowMs = performance.now();
          longestStallMs = Math.max(longestStallMs, nowMs - movedMs);
          // A page that fetches the video anew begins at 0 and seeks.
          if (video.currentTime > played) {
            played = video.currentTime;
            movedMs = nowMs;
          }
          if (!video.ended && nowMs - movedMs < patienceMs) return;
          clearInterval(timer);
          resolve({ playedTo: played, duration, longestStallMs });
        }, lookMs);
      }),
    { lookMs: LOOK_MS, patienceMs: PATIENCE_MS },
  );
}

function say(line: WatchingLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
