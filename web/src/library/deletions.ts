import { asApiError, explain } from '../api/apiError.ts';
import { deleteFile } from '../api/files.ts';
import type { MediaFile } from '../api/types.ts';
import { displayName } from '../format/fileName.ts';
import { texts } from '../i18n/language.ts';
import { dropToast, showToast } from '../ui/toasts.ts';
import { hideFile } from './files.ts';

/** Milliseconds in which a delete can be taken back. */
export const UNDO_MS = 10_000;

interface Pending {
  readonly toast: number;
  readonly send: () => void;
}

const pending = new Map<string, Pending>();

/**
 * Deletes a file as far as the viewer can see; the gateway hears of it when the time to undo is over or the page is left.
 * Spec: PAGE-DELETE.
 */
export function startDelete(file: MediaFile): void {
  if (pending.has(file.id)) return;
  const name = displayName(file);
  const putBack = hideFile(file.id);
  const send = (): void => {
    pending.delete(file.id);
    deleteFile(file.id).catch((thrown: unknown) => {
      const error = asApiError(thrown);
      // Somebody else was faster: it is gone, as wished.
      if (error.status === 404) return;
      putBack();
      showToast(texts.value.deleteFailed(name, explain(error, texts.value)), { tone: 'bad' });
    });
  };
  const undo = (): void => {
    pending.delete(file.id);
    dropToast(toast);
    putBack();
    showToast(texts.value.restored(name));
  };
  const toast = showToast(texts.value.deleted(name), {
    stayMs: UNDO_MS,
    action: { label: texts.value.undo, run: undo },
    onOver: send,
  });
  pending.set(file.id, { toast, send });
}

/** Sends what waits: the page is being left. */
export function flushDeletes(): void {
  for (const { toast, send } of [...pending.values()]) {
    dropToast(toast);
    send();
  }
}
