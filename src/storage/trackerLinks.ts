import { type Address, formatAddress } from '../host/address.ts';
import type { Host } from '../host/host.ts';
import type { HealthCheck } from '../server/daemon.ts';
import type { StorageConfig } from './storageConfig.ts';
import { keepJoined, secondsOf } from './trackerLink.ts';
import { VERSION } from './version.ts';

/** A storage's links to its trackers. */
export interface TrackerLinks {
  /** Resolves when the first tracker has it ACTIVE; pending for ever when none ever has. */
  readonly joined: Promise<void>;
  /** Whether a tracker has it ACTIVE. */
  readonly health: HealthCheck;
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
  /** Why each tracker does not have it ACTIVE; those that have are not in it. */
  const apart = new Map<Address, string>(config.trackers.map((tracker) => [tracker, 'not joined yet']));
  const links = config.trackers.map((tracker) => {
    const joinedThis = (): void => {
      apart.delete(tracker);
      onJoined();
    };
    const lostThis = (why: Error): void => void apart.set(tracker, why.message);
    return keepJoined(host, membership, tracker, stop.signal, joinedThis, lostThis);
  });
  return {
    joined,
    health: {
      what: 'trackers',
      async check() {
        if (apart.size < config.trackers.length) return;
        throw new Error([...apart].map(([tracker, why]) => `${formatAddress(tracker)}: ${why}`).join('; '));
      },
    },
    async leave() {
      stop.abort();
      await Promise.all(links);
    },
  };
}
