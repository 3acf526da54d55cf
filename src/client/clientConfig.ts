import type { Address } from '../host/address.ts';

/** How patient a client is with its servers. */
export interface ConnectionConfig {
  /** Milliseconds a connect may take. */
  readonly connectTimeoutMs: number;
  /** Milliseconds without a byte, either way, inside a request. */
  readonly requestTimeoutMs: number;
  /** Milliseconds an unused connection is kept. */
  readonly idleTimeoutMs: number;
  /** Unused connections kept per server. */
  readonly idleMax: number;
}

/** What a client needs to know. */
export interface ClientConfig extends ConnectionConfig {
  readonly trackers: readonly Address[];
  /** Milliseconds a tracker's answer about a user's storages is believed; 0 asks for each operation. */
  readonly locationTtlMs: number;
}

export const CLIENT_DEFAULTS = {
  connectTimeoutMs: 5_000,
  requestTimeoutMs: 30_000,
  idleTimeoutMs: 30_000,
  idleMax: 64,
  locationTtlMs: 10_000,
} as const satisfies Omit<ClientConfig, 'trackers'>;
