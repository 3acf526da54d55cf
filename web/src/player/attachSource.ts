import type { MediaFile } from '../api/types.ts';

const HLS_TYPE = 'application/vnd.apple.mpegurl';
/** Bytes from which a video is long: pieces then start faster than a file whose index must be fetched first. */
const LONG_BYTES = 50_000_000;
/** What hls.js cannot have it asks for once more; then the page decides: it asks again, or plays the file. */
const ONCE_MORE = { maxNumRetry: 1, retryDelayMs: 500, maxRetryDelayMs: 500 } as const;
const TRIES = { timeoutRetry: ONCE_MORE, errorRetry: ONCE_MORE } as const;
/** Milliseconds: for an index that must be read from afar, and for a piece over a slow line. */
const PLAYLIST_LIMITS = { maxTimeToFirstByteMs: 20_000, maxLoadTimeMs: 20_000 } as const;
const PIECE_LIMITS = { maxTimeToFirstByteMs: 10_000, maxLoadTimeMs: 120_000 } as const;

/** A media element's source, as long as it is attached. */
export interface AttachedSource {
  detach(): void;
}

/**
 * Gives a media element its source: the file itself, or for long videos its HLS form, by the browser or else by hls.js,
 * which is fetched only then. `onFatal` is called when hls.js cannot go on. Rejects when hls.js cannot be fetched.
 * Spec: PAGE-HLS.
 */
export async function attachSource(
  media: HTMLMediaElement,
  file: MediaFile,
  hlsAllowed: boolean,
  onFatal: () => void,
): Promise<AttachedSource> {
  const { hlsUrl } = file;
  if (!hlsAllowed || hlsUrl === null || file.size < LONG_BYTES) return attachAddress(media, file.url);
  if (media.canPlayType(HLS_TYPE) !== '') return attachAddress(media, hlsUrl);
  const { default: Hls } = await import('hls.js/light');
  if (!Hls.isSupported()) return attachAddress(media, file.url);
  // Its worker remuxes what is not yet in fragments; our pieces are.
  const hls = new Hls({
    enableWorker: false,
    manifestLoadPolicy: { default: { ...PLAYLIST_LIMITS, ...TRIES } },
    fragLoadPolicy: { default: { ...PIECE_LIMITS, ...TRIES } },
  });
  hls.on(Hls.Events.ERROR, (_event, data) => {
    if (data.fatal) onFatal();
  });
  hls.loadSource(hlsUrl);
  hls.attachMedia(media);
  return { detach: () => hls.destroy() };
}

function attachAddress(media: HTMLMediaElement, address: string): AttachedSource {
  media.src = address;
  return {
    detach() {
      // Ends the download, too.
      media.removeAttribute('src');
      media.load();
    },
  };
}
