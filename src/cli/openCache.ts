import type { Cache } from '../cache/cache.ts';
import { MemoryCache } from '../cache/memory/memoryCache.ts';
import { openRedisCache } from '../cache/redis/redisCache.ts';
import type { CacheSettings } from '../config/cacheKeys.ts';
import type { Host } from '../host/host.ts';

/** The cache that a daemon was told to use; a Redis that cannot be reached is tried on. */
export async function openCache(settings: CacheSettings, host: Host): Promise<Cache> {
  return settings.kind === 'memory' ? new MemoryCache(host.clock) : openRedisCache(settings);
}
