/// <reference lib="dom" />
import type { Locator, Page } from 'playwright-core';

/** Resolves to where the page's video is as soon as it has passed this many seconds; rejects when it fails. */
export function playedTo(page: Page, seconds: number): Promise<number> {
  return theVideo(page).evaluate(
    (video: HTMLVideoElement, until) =>
      new Promise<number>((resolve, reject) => {
        const look = (): void => {
          if (video.currentTime >= until) resolve(video.currentTime);
        };
        video.addEventListener('timeupdate', look);
        look();
        video.play().catch(reject);
      }),
    seconds,
  );
}

/** Moves the page's video, where it stands, and resolves to where it is when it shows a picture there. */
export function soughtTo(page: Page, seconds: number): Promise<number> {
  return theVideo(page).evaluate(
    (video: HTMLVideoElement, to) =>
      new Promise<number>((resolve, reject) => {
        video.addEventListener('seeked', () => resolve(video.currentTime), { once: true });
        video.addEventListener('error', () => reject(new Error(video.error?.message)), { once: true });
        // One that plays is past it when a busy machine tells.
        video.pause();
        video.currentTime = to;
      }),
    seconds,
  );
}

/** It comes with the player, which is fetched when it is needed; what is done with it waits for that. */
function theVideo(page: Page): Locator {
  return page.locator('video');
}
