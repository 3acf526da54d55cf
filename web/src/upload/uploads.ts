import { explain } from '../api/apiError.ts';
import { texts } from '../i18n/language.ts';
import { addFile } from '../library/files.ts';
import { announce } from '../ui/announce.ts';
import { sendFile } from './sendFile.ts';
import { type Upload, UploadQueue } from './uploadQueue.ts';

/** The uploads of this page. */
export const uploadQueue = new UploadQueue({ send: sendFile, nowMs: () => performance.now(), onEnd });

function onEnd({ file, stage }: Upload): void {
  if (stage.kind === 'done') {
    addFile(stage.file);
    announce(texts.value.uploadFinishedNamed(file.name));
  } else if (stage.kind === 'failed') {
    announce(texts.value.uploadFailedNamed(file.name, explain(stage.error, texts.value)));
  }
}

/** Asks before the page is left in the middle of an upload. */
export function guardUploads(): void {
  addEventListener('beforeunload', (event) => {
    if (uploadQueue.active.length > 0) event.preventDefault();
  });
}
