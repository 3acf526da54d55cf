import type { FileAddress } from '../protocol/fileAddress.ts';

/** What the cache remembers of a file; which application it belongs to is not told. */
export interface CachedFile {
  /** Bytes. */
  readonly size: number;
  /** As stored: the configured store path and what is below it. */
  readonly path: string;
}

/** The key of a file in the cache that all storages share. Spec: CACHE-KEYS, MIX-STORAGES. */
export function fileCacheKey(address: FileAddress): string {
  return `storage:uid:fid:${address.userid}:${address.fileid}`;
}

/** `<size>;<path>`. Spec: CACHE-KEYS. */
export function formatCachedFile(file: CachedFile): string {
  return `${file.size};${file.path}`;
}

const CACHED_FILE = /^(\d{1,16});(.+)$/s;

/** Reads `<size>;<path>`; undefined when `value` is something else. Spec: CACHE-KEYS. */
export function parseCachedFile(value: string): CachedFile | undefined {
  const match = CACHED_FILE.exec(value);
  const size = Number(match?.[1]);
  const path = match?.[2];
  return path === undefined || !Number.isSafeInteger(size) ? undefined : { size, path };
}
