import type { MediaFile } from '../api/types.ts';

/** The address that saves a file under its name. */
export function downloadUrl({ url, name }: Pick<MediaFile, 'url' | 'name'>): string {
  const named = name === '' ? 'download' : `download=${encodeURIComponent(name)}`;
  return `${url}${url.includes('?') ? '&' : '?'}${named}`;
}
