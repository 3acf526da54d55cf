import type { Address } from '../host/address.ts';
import type { Host } from '../host/host.ts';
import type { StorageConfig } from './storageConfig.ts';
import { keepJoined, secondsOf } from './trackerLink.ts';
import { VERSION } from './version.ts';

/** A storage's links to its trackers. */
export interface TrackerLinks {
  /** Resolves when the first tracker has it ACTIVE; pending for ever when none ever has. */
  readonly joined: Promise<void>;
  /** Ends them all. Resolves when nothing of them is left. */
  leave(): Promise<void>;
}

/** Joins every tracker and stays joined, on connections of their own. Spec: STORAGE-LINK. */
export function joinTrackers(host: Host, config: StorageConfig, address: Address, startMs: number): TrackerLinks {
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
  const { promise: joined, resolve: onJoined } = Promise.withResolvers<void>();
  const links = config.trackers.map((tracker) => keepJoined(host, membership, tracker, stop.signal, onJoined));
  return {
    joined,
    async leave() {
      stop.abort();
      await Promise.all(links);
    },
  };
}
