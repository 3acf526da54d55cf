import type { CacheSettings } from '../../config/cacheKeys.ts';
import { formatAddress } from '../../host/address.ts';
import type { Finding } from '../../store/mysql/schema/finding.ts';
import type { ConfiguredDaemon } from '../configFiles.ts';
import { skewFinding } from './skew.ts';

const PATIENCE_MS = 5_000;

/** Whether the caches answer. Daemons work without, at the price of more queries; so it is never worse than a warning. */
export async function checkCaches(daemons: readonly ConfiguredDaemon[]): Promise<Finding[]> {
  const caches = new Map<string, CacheSettings>();
  for (const { kind, settings } of daemons) {
    if (kind === 'id') continue;
    const cache = kind === 'http' ? settings.sessions : settings.cache;
    if (cache.kind === 'redis') caches.set(JSON.stringify([cache.addresses, cache.user, cache.password]), cache);
  }
  return Promise.all([...caches.values()].map(checkCache));
}

async function checkCache(settings: CacheSettings): Promise<Finding> {
  if (settings.kind !== 'redis') throw new Error('not a Redis');
  const what = `redis ${settings.addresses.map(formatAddress).join(';')}`;
  const { connectRedis, disconnectRedis } = await import('../../cache/redis/redisClient.ts');
  const client = connectRedis({ ...settings, connectTimeoutMs: PATIENCE_MS, rwTimeoutMs: PATIENCE_MS });
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no connection in ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
      client.once('ready', () => {
        clearTimeout(timer);
        resolve();
      });
      client.on('error', (error: Error) => {
        clearTimeout(timer);
        reject(error);
      });
    });
    const beforeMs = Date.now();
    const [seconds, microseconds] = (await client.time()).map(Number);
    const theirsMs = (seconds ?? 0) * 1000 + (microseconds ?? 0) / 1000;
    const finding = skewFinding(what, theirsMs, beforeMs, Date.now());
    return finding.level === 'ok' ? { ...finding, text: 'it answers, and its clock agrees with ours' } : finding;
  } catch (error) {
    const why =
      error instanceof AggregateError ? error.errors.join(', ') : error instanceof Error ? error.message : error;
    return {
      level: 'warning',
      what,
      text: `it does not answer: ${why}`,
      advice: 'start it, or correct redis_addrs and redis_password',
    };
  } finally {
    await disconnectRedis(client);
  }
}
