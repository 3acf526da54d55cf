import { rememberPosition } from '../api/positions.ts';

/** Milliseconds between two times a position is kept while the media plays. */
const EVERY_MS = 5_000;
/** Seconds that make a difference worth keeping. */
const LEAST_S = 1;

/** Tells the gateway where the viewer is, every few seconds and whenever it stops. Returns what ends that. Spec: PAGE-RESUME. */
export function keepPosition(media: HTMLMediaElement, id: string): () => void {
  const ended = new AbortController();
  let kept = 0;
  const keep = (seconds: number): void => {
    if (Math.abs(seconds - kept) < LEAST_S) return;
    kept = seconds;
    // A position that is not kept costs the viewer a look for it, no more.
    rememberPosition(id, seconds).catch(() => undefined);
  };
  const keepHere = (): void => {
    // Before the source is there, and after it failed, the element says 0.
    if (media.readyState > 0) keep(media.ended ? 0 : media.currentTime);
  };
  const timer = setInterval(() => {
    if (!media.paused) keepHere();
  }, EVERY_MS);
  for (const event of ['pause', 'seeked', 'ended']) media.addEventListener(event, keepHere, { signal: ended.signal });
  addEventListener('pagehide', keepHere, { signal: ended.signal });
  return () => {
    keepHere();
    clearInterval(timer);
    ended.abort();
  };
}
