import { asApiError } from '../api/apiError.ts';
import { request } from '../api/request.ts';
import type { MediaFile } from '../api/types.ts';
import { type AttachedSource, attachSource } from './attachSource.ts';
import { keepPosition } from './positionKeeper.ts';
import { resumeAt } from './resume.ts';

/** Milliseconds before each further try when the source fails; then it is given up. */
const BACKOFF_MS = [500, 1_000, 2_000, 4_000, 8_000, 8_000] as const;
/** Seconds played after which the tries begin anew. */
const RECOVERED_S = 3;

/** How playback stands, as far as the viewer must be told. */
export type PlaybackState = 'fine' | 'reconnecting' | 'unplayable' | 'failed';

/** Whom playback tells. */
export interface PlaybackListener {
  onState(state: PlaybackState): void;
  /** It began where the viewer left off. */
  onResumed(seconds: number): void;
  /** Length and picture are known. */
  onMetadata(): void;
}

/**
 * Plays a file in a media element from where the viewer left off, keeps its position, and goes on there when the connection
 * is cut. Returns what ends it. Spec: PAGE-RESUME, PAGE-GOES-ON.
 */
export function startPlayback(
  media: HTMLMediaElement,
  file: MediaFile,
  leftOffS: number | null,
  listener: PlaybackListener,
): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  let source: AttachedSource | undefined;
  let tries = 0;
  let hls = true;
  let first = true;
  let goOnAt: { readonly seconds: number; readonly playing: boolean } | undefined;
  let failing = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stopKeeping = keepPosition(media, file.id);

  const attach = async (): Promise<void> => {
    source?.detach();
    source = undefined;
    const attached = await attachSource(media, file, hls, () => void fail());
    if (signal.aborted) attached.detach();
    else source = attached;
  };

  const fail = async (): Promise<void> => {
    if (failing || signal.aborted) return;
    failing = true;
    goOnAt ??= { seconds: media.currentTime, playing: !media.paused || first };
    const cut = media.error?.code === MediaError.MEDIA_ERR_NETWORK;
    const answer = await askWhy(file, signal);
    if (signal.aborted) return;
    // What is there, came whole and still fails twice is nothing that this browser plays.
    const hopeless = answer === 'gone' ? 'failed' : answer === 'there' && !cut && tries > 0 ? 'unplayable' : undefined;
    if (hopeless === 'unplayable' && hls && file.hlsUrl !== null) {
      // Its pieces cannot be played, the file itself perhaps can.
      hls = false;
    } else if (hopeless !== undefined || tries >= BACKOFF_MS.length) {
      failing = false;
      return listener.onState(hopeless ?? 'failed');
    }
    listener.onState('reconnecting');
    timer = setTimeout(() => {
      failing = false;
      attach().catch(() => void fail());
    }, BACKOFF_MS[tries]);
    tries++;
  };

  const on = (event: string, handle: () => void): void => media.addEventListener(event, handle, { signal });
  on('error', () => {
    // Detaching a source is no error.
    if (media.error !== null && source !== undefined) void fail();
  });
  on('loadedmetadata', () => {
    listener.onMetadata();
    listener.onState('fine');
    if (first) {
      first = false;
      const seconds = resumeAt(leftOffS, media.duration);
      if (seconds === 0) return;
      media.currentTime = seconds;
      listener.onResumed(seconds);
    } else if (goOnAt !== undefined) {
      media.currentTime = goOnAt.seconds;
      // A browser that refuses to play by itself leaves the button to the viewer.
      if (goOnAt.playing) media.play().catch(() => undefined);
    }
  });
  on('timeupdate', () => {
    if (goOnAt === undefined || media.currentTime < goOnAt.seconds + RECOVERED_S) return;
    goOnAt = undefined;
    tries = 0;
  });
  attach().catch(() => void fail());

  return () => {
    stopKeeping();
    ended.abort();
    clearTimeout(timer);
    source?.detach();
  };
}

/** Asks the gateway about a file whose source failed; undefined when there is no telling, now. */
async function askWhy(file: MediaFile, signal: AbortSignal): Promise<'there' | 'gone' | undefined> {
  try {
    await request(file.url, { method: 'HEAD', signal });
    return 'there';
  } catch (error) {
    const { status } = asApiError(error);
    return status >= 400 && status < 500 ? 'gone' : undefined;
  }
}
