/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { launchChromium } from './chromiumLaunch.ts';

/** How a video element stands. */
export interface VideoState {
  readonly duration: number;
  readonly currentTime: number;
  readonly width: number;
  readonly error: string | null;
}

/** Opens a headless Chromium with one page that plays `url` in a video element, muted, and hands it to `use`. */
export async function withVideo<T>(url: string, use: (page: Page) => Promise<T>): Promise<T> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.setContent(`<video id="v" src="${url}" muted controls preload="auto"></video>`);
    return await use(page);
  } finally {
    await browser.close();
  }
}

/** Resolves when the page's video passes this many seconds while playing, or fails. */
export function playUntil(page: Page, seconds: number): Promise<VideoState> {
  return page.evaluate((until) => {
    const video = document.querySelector('video') as HTMLVideoElement;
    const state = () => ({
      duration: video.duration,
      currentTime: video.currentTime,
      width: video.videoWidth,
      error: video.error?.message ?? null,
    });
    return new Promise<VideoState>((resolve) => {
      video.addEventListener('error', () => resolve(state()));
      video.addEventListener('timeupdate', () => {
        if (video.currentTime >= until) resolve(state());
      });
      video.play().catch((error: Error) => resolve({ ...state(), error: String(error) }));
    });
  }, seconds);
}

/** Moves the page's video to `seconds`, where it stands, and resolves when it shows a picture there. */
export function seek(page: Page, seconds: number): Promise<VideoState> {
  return page.evaluate((to) => {
    const video = document.querySelector('video') as HTMLVideoElement;
    return new Promise<VideoState>((resolve) => {
      const done = (): void =>
        resolve({
          duration: video.duration,
          currentTime: video.currentTime,
          width: video.videoWidth,
          error: video.error?.message ?? null,
        });
      video.addEventListener('seeked', done, { once: true });
      video.addEventListener('error', done, { once: true });
      // One that plays is past it when a busy machine tells.
      video.pause();
      video.currentTime = to;
    });
  }, seconds);
}
