import type { Address } from '../host/address.ts';
import type { ServerLimits } from '../server/limits.ts';

/** A folder that files are stored below. */
export interface StorePath {
  /** As configured: the key at the id server and the start of every stored path. */
  readonly text: string;
  /** The same as an absolute path on this host. */
  readonly folder: string;
}

/** What a storage needs to know. */
export interface StorageConfig {
  readonly listen: Address;
  readonly limits: ServerLimits;
  readonly group: string;
  readonly storePaths: readonly StorePath[];
  readonly trackers: readonly Address[];
  readonly idServers: readonly Address[];
  readonly heartBeatIntervalMs: number;
  /** How long a file's size and path stay in the cache. */
  readonly keyTimeoutSeconds: number;
}
