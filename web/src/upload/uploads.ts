import { ApiError, explain } from '../api/apiError.ts';
import { about } from '../api/viewer.ts';
import { texts } from '../i18n/language.ts';
import { addFile } from '../library/files.ts';
import { announce } from '../ui/announce.ts';
import { sendFile } from './sendFile.ts';
import { type SendFile, type Upload, UploadQueue } from './uploadQueue.ts';

/** The uploads of this page. */
export const uploadQueue = new UploadQueue({ send: sendIfSmallEnough, nowMs: () => performance.now(), onEnd });

/** What the gateway would refuse by its size is not sent at all. */
async function sendIfSmallEnough(...[file, onProgress, signal]: Parameters<SendFile>): ReturnType<SendFile> {
  const maxBytes = about.value?.write.maxBytes ?? Number.POSITIVE_INFINITY;
  if (file.size > maxBytes) throw new ApiError(413, '');
  return sendFile(file, onProgress, signal);
}

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
