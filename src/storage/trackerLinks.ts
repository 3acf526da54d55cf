import type { Address } from '../host/address.ts';
import type { Host } from '../host/host.ts';
import type { StorageConfig } from './storageConfig.ts';
import { keepJoined, secondsOf } from './trackerLink.ts';
import { VERSION } from './version.ts';

/**
 * Joins every tracker and stays joined, on connections of their own. The result ends them all, and resolves when
 * nothing of them is left. Spec: STORAGE-LINK.
 */
export function joinTrackers(
  host: Host,
  config: StorageConfig,
  address: Address,
  startMs: number,
): () => Promise<void> {
  const stop = new AbortController();
  const membership = {
    version: VERSION,
    group: config.group,
    hostname: host.hostname,
    port: address.port,
    startTime: secondsOf(startMs),
    localHost: config.listen.host,
    heartBeatIntervalMs: config.heartBeatIntervalMs,
  };
  const links = config.trackers.map((tracker) => keepJoined(host, membership, tracker, stop.signal));
  return async () => {
    stop.abort();
    await Promise.all(links);
  };
}
