import type { MediaFile } from '../api/types.ts';
import { mediaKind } from '../format/mediaType.ts';
import { TaskQueue } from '../ui/taskQueue.ts';
import { grabPoster } from './grabPoster.ts';
import type { Poster } from './poster.ts';
import { findPoster, keepPoster } from './posterCache.ts';

/** Videos that are looked into at once: the viewer may be watching one meanwhile. */
const queue = new TaskQueue(2);

/** Files that no poster could be made of; not tried again before the page is loaded anew. */
const hopeless = new Set<string>();

/** An id is used again only after a delete, for a file that most likely differs in one of these. */
function keyOf({ id, size, uploadedAt }: MediaFile): string {
  return `${id}/${size}/${uploadedAt}`;
}

/**
 * Finds or makes the poster of a file; undefined when it has none. What waits or is being made when the signal aborts is
 * dropped. Spec: PAGE-POSTER.
 */
export async function posterOf(file: MediaFile, signal: AbortSignal): Promise<Poster | undefined> {
  const key = keyOf(file);
  const kind = mediaKind(file.type);
  if ((kind !== 'video' && kind !== 'audio') || file.size === 0 || hopeless.has(key)) return undefined;
  const kept = await findPoster(key);
  if (kept !== undefined || signal.aborted) return kept;
  return new Promise((resolve) => {
    const takeOut = queue.add(async () => {
      const made = await grabPoster(file.url, signal).catch(() => undefined);
      resolve(made);
      if (made !== undefined) await keepPoster(key, made);
      else if (!signal.aborted) hopeless.add(key);
    });
    signal.addEventListener('abort', () => {
      takeOut();
      resolve(undefined);
    });
  });
}
