import type { Address } from '../host/address.ts';
import type { ServerLimits } from '../server/limits.ts';

/** What a tracker needs to know. */
export interface TrackerConfig {
  readonly listen: Address;
  readonly limits: ServerLimits;
  /** The applications it serves. */
  readonly appids: readonly string[];
  /** A storage whose last heartbeat is older is OFFLINE. */
  readonly checkActiveIntervalMs: number;
  /** How long a user's group stays in the cache. */
  readonly keyTimeoutSeconds: number;
  /** Storages it keeps in its table; an OFFLINE one makes room for a new one. */
  readonly storagesMax: number;
}
