import type { Cache } from '../cache/cache.ts';
import { MemoryCache } from '../cache/memory/memoryCache.ts';
import type { CacheSettings } from '../config/cacheKeys.ts';
import type { Host } from '../host/host.ts';

/**
 * The cache that a daemon was told to use; a Redis that cannot be reached is tried on. `entriesMax` bounds one in
 * process.
 */
export async function openCache(settings: CacheSettings, host: Host, entriesMax?: number): Promise<Cache> {
  if (settings.kind === 'memory') return new MemoryCache(host.clock, entriesMax);
  const { openRedisCache } = await import('../cache/redis/redisCache.ts');
  return openRedisCache(settings);
}
