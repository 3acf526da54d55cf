import { useRef } from 'preact/hooks';
import type { MediaFile } from '../api/types.ts';
import { useNow } from '../ui/useNow.ts';
import { FileCard } from './FileCard.tsx';

/** Files as cards. When one is deleted the focus goes on to the one that takes its place. */
export function FileGrid({ files }: { readonly files: readonly MediaFile[] }) {
  const grid = useRef<HTMLUListElement>(null);
  const nowMs = useNow(30_000);
  const focusOn = (at: number): void => {
    // After the card has gone.
    requestAnimationFrame(() => {
      const links = grid.current?.querySelectorAll<HTMLElement>('.card-link');
      const next = links?.[Math.min(at, links.length - 1)] ?? document.getElementById('content');
      next?.focus();
    });
  };
  return (
    <ul ref={grid} class="grid">
      {files.map((file, at) => (
        <FileCard key={file.id} file={file} nowMs={nowMs} onDeleted={() => focusOn(at)} />
      ))}
    </ul>
  );
}
