import type { Address } from '../host/address.ts';

/** What a client needs to know. */
export interface ClientConfig {
  readonly trackers: readonly Address[];
  /** Milliseconds a connect may take. */
  readonly connectTimeoutMs: number;
  /** Milliseconds without a byte, either way, inside a request. */
  readonly requestTimeoutMs: number;
  /** Milliseconds an unused connection is kept. */
  readonly idleTimeoutMs: number;
}

export const CLIENT_DEFAULTS = {
  connectTimeoutMs: 5_000,
  requestTimeoutMs: 30_000,
  idleTimeoutMs: 30_000,
} as const satisfies Omit<ClientConfig, 'trackers'>;
