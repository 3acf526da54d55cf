/** A file as `/api/files` gives it. */
export interface MediaFile {
  readonly id: string;
  /** Empty when nobody said it. */
  readonly name: string;
  /** Media type; empty when nobody said it. */
  readonly type: string;
  readonly size: number;
  /** ISO 8601; null when the file's id does not tell. */
  readonly uploadedAt: string | null;
  /** Ready to play, signed when it must be. */
  readonly url: string;
  readonly hlsUrl: string | null;
}

/** A page of the listing; `next` asks for the one behind it. */
export interface FilePage {
  readonly files: readonly MediaFile[];
  readonly next: string | null;
}

/** What this viewer may do here. */
export interface About {
  readonly version: string;
  readonly appid: string;
  readonly userid: string;
  /** null when no storage was asked yet. */
  readonly listing: boolean | null;
  readonly write: {
    readonly allowed: boolean;
    readonly needsToken: boolean;
    /** null: as much as the storages take. */
    readonly maxBytes: number | null;
  };
  readonly read: { readonly restricted: boolean; readonly allowed: boolean };
  readonly login: { readonly possible: boolean; readonly done: boolean };
  /** Whether it may see the cluster. */
  readonly cluster: boolean;
  readonly sim: boolean;
  readonly hls: boolean;
}

export type StorageState = 'ACTIVE' | 'ONLINE' | 'OFFLINE';

export interface StorageLoad {
  readonly requestsPerSecond: number;
  readonly connections: number;
  readonly bytesPerSecond: number;
}

export interface StorageInfo {
  readonly hostname: string;
  readonly address: string;
  readonly state: StorageState;
  readonly version: string;
  /** ISO 8601, all three; null when unknown. */
  readonly startedAt: string | null;
  readonly joinedAt: string | null;
  readonly beatAt: string | null;
  /** null when nobody tells. */
  readonly load: StorageLoad | null;
}

export interface GroupInfo {
  readonly name: string;
  readonly storages: readonly StorageInfo[];
}

export interface PeerInfo {
  readonly address: string;
  /** null when nobody asked. */
  readonly reachable: boolean | null;
  readonly why?: string;
}

/** The cluster at a moment. */
export interface ClusterSnapshot {
  readonly at: string;
  readonly trackers: readonly PeerInfo[];
  readonly ids: readonly PeerInfo[];
  readonly groups: readonly GroupInfo[];
}

/** A link that works without signing in, until it expires. */
export interface SignedLink {
  readonly url: string;
  readonly expiresAt: string;
}
