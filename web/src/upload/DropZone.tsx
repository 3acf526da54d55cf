import { useEffect, useState } from 'preact/hooks';
import { about } from '../api/viewer.ts';
import { goTo, route } from '../app/route.ts';
import { texts } from '../i18n/language.ts';
import { Icon } from '../ui/Icon.tsx';
import { showToast } from '../ui/toasts.ts';
import { uploadQueue } from './uploads.ts';

/** Takes files that are dropped anywhere on the page, and shows that it would while they are above it. */
export function DropZone() {
  const [over, setOver] = useState(false);
  const allowed = about.value?.write.allowed ?? false;
  useEffect(() => {
    const listening = new AbortController();
    const on = (type: 'dragenter' | 'dragover' | 'dragleave' | 'drop', handle: (event: DragEvent) => void): void =>
      addEventListener(
        type,
        (event) => {
          if (event.dataTransfer?.types.includes('Files')) handle(event);
        },
        { signal: listening.signal },
      );
    on('dragenter', () => setOver(true));
    on('dragover', (event) => {
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = allowed ? 'copy' : 'none';
    });
    on('dragleave', (event) => {
      // Only the one that leaves the window has nowhere to go.
      if (event.relatedTarget === null) setOver(false);
    });
    on('drop', (event) => {
      event.preventDefault();
      setOver(false);
      if (!allowed) return void showToast(texts.value.dropRefused, { tone: 'bad' });
      uploadQueue.add(droppedFiles(event.dataTransfer));
      if (route.value.view !== 'library') goTo({ view: 'library' });
    });
    return () => listening.abort();
  }, [allowed]);
  return (
    <div class={`drop-zone ${over ? 'drop-zone-over' : ''}`} aria-hidden="true">
      <div class="drop-zone-frame">
        <Icon name={allowed ? 'upload' : 'alert'} />
        {allowed ? texts.value.dropHere : texts.value.dropRefused}
      </div>
    </div>
  );
}

/** What was dropped, without folders. */
function droppedFiles(data: DataTransfer | null): File[] {
  return [...(data?.items ?? [])]
    .filter((item) => item.kind === 'file' && item.webkitGetAsEntry()?.isDirectory !== true)
    .map((item) => item.getAsFile())
    .filter((file) => file !== null);
}
