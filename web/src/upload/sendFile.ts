import { ApiError } from '../api/apiError.ts';
import { errorText } from '../api/request.ts';
import type { MediaFile } from '../api/types.ts';
import type { SendFile } from './uploadQueue.ts';

/** Milliseconds without progress after which an upload is given up. */
const STALL_MAX_MS = 120_000;

/** Uploads through the gateway; XMLHttpRequest, because `fetch` tells no progress of what it sends. Spec: PAGE-UPLOAD. */
export const sendFile: SendFile = (file, onProgress, signal) =>
  new Promise<MediaFile>((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    let stall: ReturnType<typeof setTimeout> | undefined;
    const end = (settle: () => void): void => {
      clearTimeout(stall);
      signal.removeEventListener('abort', cancel);
      settle();
    };
    const moved = (): void => {
      clearTimeout(stall);
      stall = setTimeout(() => {
        end(() => reject(new ApiError(0, '', 'stalled')));
        xhr.abort();
      }, STALL_MAX_MS);
    };
    const cancel = (): void => {
      end(() => reject(signal.reason));
      xhr.abort();
    };
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel);
    xhr.upload.addEventListener('progress', (event) => {
      moved();
      onProgress(event.loaded);
    });
    xhr.addEventListener('error', () => end(() => reject(new ApiError(0, '', 'lost'))));
    xhr.addEventListener('load', () =>
      end(() => {
        if (xhr.status !== 201) return reject(new ApiError(xhr.status, errorText(xhr.responseText)));
        try {
          resolve(JSON.parse(xhr.responseText) as MediaFile);
        } catch {
          reject(new ApiError(0, 'the answer was cut', 'lost'));
        }
      }),
    );
    xhr.open('POST', '/api/files');
    xhr.setRequestHeader('content-type', file.type === '' ? 'application/octet-stream' : file.type);
    xhr.setRequestHeader('x-file-name', encodeURIComponent(file.name));
    moved();
    xhr.send(file);
  });
