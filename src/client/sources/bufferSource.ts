import type { UploadSource } from '../uploadSource.ts';

/** Content in memory; it must not change until the upload is done. Spec: CLIENT-UPLOAD-SOURCE. */
export function bufferSource(content: Uint8Array): UploadSource {
  return {
    size: content.length,
    state: 'repeatable',
    async *open() {
      if (content.length > 0) yield content;
    },
  };
}
