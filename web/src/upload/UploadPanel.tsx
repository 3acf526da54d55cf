import { useRef, useState } from 'preact/hooks';
import { texts } from '../i18n/language.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { useFocusKept } from '../ui/useFocusKept.ts';
import { UploadItem } from './UploadItem.tsx';
import { activeFirst } from './uploadQueue.ts';
import { uploadQueue } from './uploads.ts';

/** The uploads at the edge of the page, as long as there are any. */
export function UploadPanel() {
  const t = texts.value;
  const [folded, setFolded] = useState(false);
  const uploads = uploadQueue.uploads.value;
  const panel = useRef<HTMLElement>(null);
  useFocusKept(panel, { stays: true });
  if (uploads.length === 0) return null;
  const active = uploadQueue.active.length;
  return (
    <section ref={panel} class={`uploads ${folded ? 'uploads-folded' : ''}`} aria-label={t.uploads}>
      <header class="uploads-head">
        <h2>{active > 0 ? t.uploadsSummary(active) : t.uploadsFinished}</h2>
        {active === 0 && (
          <button type="button" class="text-button" onClick={() => uploadQueue.clear()}>
            {t.clearFinished}
          </button>
        )}
        <IconButton
          icon="chevron"
          class={folded ? 'turned' : ''}
          label={folded ? t.expand : t.collapse}
          onClick={() => setFolded(!folded)}
        />
      </header>
      {!folded && (
        <ul class="uploads-list">
          {activeFirst(uploads).map((upload) => (
            <UploadItem key={upload.key} upload={upload} />
          ))}
        </ul>
      )}
    </section>
  );
}
