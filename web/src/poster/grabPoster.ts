import type { Poster } from './poster.ts';

/** Milliseconds a video may take to show a frame. */
const PATIENCE_MS = 20_000;
/** Pixels across: twice a card's width, for dense screens. */
const PICTURE_WIDTH = 640;
/** The frame is taken this far in, but not later than so many seconds: beginnings are often black. */
const FRAME_AT = 0.1;
const FRAME_AT_MAX_S = 8;

/**
 * Reads a video's length and draws one of its frames. It fetches little more than the index and that frame. Rejects when
 * the browser cannot play it, when it takes too long, and with the signal's reason.
 */
export async function grabPoster(url: string, signal: AbortSignal): Promise<Poster> {
  const video = document.createElement('video');
  const given = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  video.muted = true;
  video.playsInline = true;
  video.preload = 'metadata';
  try {
    video.src = url;
    await happens(video, 'loadedmetadata', given);
    const { duration, videoWidth: width, videoHeight: height } = video;
    if (width === 0 || height === 0) return { duration, width, height, picture: null };
    const at = Number.isFinite(duration) ? Math.min(duration * FRAME_AT, FRAME_AT_MAX_S) : 0;
    video.preload = 'auto';
    video.currentTime = at;
    await happens(video, 'seeked', given);
    return { duration, width, height, picture: await draw(video) };
  } finally {
    // Ends the download, too.
    video.removeAttribute('src');
    video.load();
  }
}

function happens(video: HTMLVideoElement, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settled = new AbortController();
    const end = (settle: () => void) => (): void => {
      settled.abort();
      settle();
    };
    const listening = { signal: settled.signal };
    video.addEventListener(event, end(resolve), listening);
    video.addEventListener(
      'error',
      end(() => reject(new Error(video.error?.message ?? 'cannot be played'))),
      listening,
    );
    signal.addEventListener(
      'abort',
      end(() => reject(signal.reason)),
      listening,
    );
    if (signal.aborted) end(() => reject(signal.reason))();
  });
}

function draw(video: HTMLVideoElement): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(PICTURE_WIDTH, video.videoWidth);
  canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/webp', 0.8));
}
