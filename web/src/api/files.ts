import { request, requestJson } from './request.ts';
import type { FilePage, MediaFile, SignedLink } from './types.ts';

/** Files of a page of the listing. */
const PAGE_SIZE = 48;

function filePath(id: string): string {
  return `/api/files/${encodeURIComponent(id)}`;
}

/** A page of the listing, newest first, from the start or behind `after`. Rejects with an `ApiError`: 501 when storages cannot list. */
export function listFiles(after: string | null): Promise<FilePage> {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
  if (after !== null) query.set('after', after);
  return requestJson(`/api/files?${query}`);
}

/** One file. Rejects with an `ApiError`. */
export function fetchFile(id: string, signal?: AbortSignal): Promise<MediaFile> {
  return requestJson(filePath(id), signal === undefined ? {} : { signal });
}

/** Deletes a file; the request goes out even when the page is being left. Rejects with an `ApiError`. */
export async function deleteFile(id: string): Promise<void> {
  await request(filePath(id), { method: 'DELETE', keepalive: true });
}

/** Makes a link that works for so many seconds without signing in. Rejects with an `ApiError`. */
export function makeLink(id: string, seconds: number): Promise<SignedLink> {
  return requestJson(`/api/links/${encodeURIComponent(id)}`, { method: 'POST', json: { seconds } });
}
