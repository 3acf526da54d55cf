/**
 * Texts that may vanish at any time, shared by the daemons of a site. Methods reject with a `CacheError`; nothing
 * may depend on the cache for being right. Spec: CACHE-ADVISORY.
 */
export interface Cache {
  get(key: string): Promise<string | undefined>;
  /** Kept for `ttlSeconds` at most. */
  set(key: string, value: string, ttlSeconds: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Ends its connections. */
  close(): Promise<void>;
}

/** The cache could not be asked. */
export class CacheError extends Error {
  override readonly name = 'CacheError';
}
