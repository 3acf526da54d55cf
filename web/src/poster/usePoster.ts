import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { MediaFile } from '../api/types.ts';
import type { Poster } from './poster.ts';
import { posterOf } from './posters.ts';

/** What a card shows of a poster. */
export interface ShownPoster extends Poster {
  /** Address of the picture; undefined when there is none. */
  readonly src: string | undefined;
}

/** A file's poster, looked for as soon as the element comes into view. */
export function usePoster(file: MediaFile, element: RefObject<HTMLElement | null>): ShownPoster | undefined {
  const [shown, setShown] = useState<ShownPoster | undefined>(undefined);
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const left = new AbortController();
    let src: string | undefined;
    const observer = new IntersectionObserver(
      async (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        const poster = await posterOf(file, left.signal);
        if (poster === undefined || left.signal.aborted) return;
        src = poster.picture === null ? undefined : URL.createObjectURL(poster.picture);
        setShown({ ...poster, src });
      },
      { rootMargin: '200px' },
    );
    observer.observe(target);
    return () => {
      left.abort();
      observer.disconnect();
      if (src !== undefined) URL.revokeObjectURL(src);
    };
  }, [file.id, file.url, element]);
  return shown;
}
