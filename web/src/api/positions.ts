import { request, requestJson } from './request.ts';

function path(id: string): string {
  return `/session/positions/${encodeURIComponent(id)}`;
}

/** Where this viewer left off in a file, in seconds; null when nothing is known. Rejects with an `ApiError`. */
export async function recallPosition(id: string, signal?: AbortSignal): Promise<number | null> {
  const { seconds } = await requestJson<{ seconds: number | null }>(path(id), signal === undefined ? {} : { signal });
  return seconds;
}

/** Remembers it, even when the page is being left. Rejects with an `ApiError`. */
export async function rememberPosition(id: string, seconds: number): Promise<void> {
  await request(path(id), { method: 'PUT', json: { seconds }, keepalive: true });
}
