import { signal } from '@preact/signals';
import { type ApiError, asApiError } from '../api/apiError.ts';
import { listFiles } from '../api/files.ts';
import type { MediaFile } from '../api/types.ts';

/** How far the listing has come. */
export type LibraryState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready' }
  /** The storages do not know the LIST extension. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'failed'; readonly error: ApiError };

/** The files that are known so far, newest first. */
export const files = signal<readonly MediaFile[]>([]);
export const libraryState = signal<LibraryState>({ kind: 'loading' });
/** Where the next page begins; null when everything is there. */
export const nextPage = signal<string | null>(null);
export const loadingMore = signal(false);

/** Ids that are not to be shown, whatever a listing says: their delete is on its way. */
const hidden = new Set<string>();

let turn = 0;

/** Loads the listing's first page anew; what is shown stays until it is there. Spec: PAGE-LIBRARY. */
export async function loadLibrary(): Promise<void> {
  turn++;
  const own = turn;
  try {
    const page = await listFiles(null);
    if (own !== turn) return;
    files.value = withoutHidden(page.files);
    nextPage.value = page.next;
    libraryState.value = { kind: 'ready' };
  } catch (thrown) {
    if (own !== turn) return;
    const error = asApiError(thrown);
    libraryState.value = error.status === 501 ? { kind: 'unsupported' } : { kind: 'failed', error };
  }
}

/** Loads the page behind the last one. Rejects with an `ApiError`. */
export async function loadMore(): Promise<void> {
  const after = nextPage.value;
  if (after === null || loadingMore.value) return;
  loadingMore.value = true;
  const own = turn;
  try {
    const page = await listFiles(after);
    if (own !== turn) return;
    const known = new Set(files.value.map(({ id }) => id));
    files.value = [...files.value, ...withoutHidden(page.files).filter(({ id }) => !known.has(id))];
    nextPage.value = page.next;
  } finally {
    loadingMore.value = false;
  }
}

/** Shows a file that has just been uploaded, first. */
export function addFile(file: MediaFile): void {
  files.value = [file, ...files.value.filter(({ id }) => id !== file.id)];
}

/** Takes a file out of sight; returns what puts it back in its place. */
export function hideFile(id: string): () => void {
  hidden.add(id);
  const at = files.value.findIndex((file) => file.id === id);
  const file = files.value[at];
  files.value = files.value.filter((candidate) => candidate.id !== id);
  return () => {
    hidden.delete(id);
    if (file === undefined || files.value.some((candidate) => candidate.id === id)) return;
    files.value = [...files.value.slice(0, at), file, ...files.value.slice(at)];
  };
}

function withoutHidden(listed: readonly MediaFile[]): readonly MediaFile[] {
  return listed.filter(({ id }) => !hidden.has(id));
}
