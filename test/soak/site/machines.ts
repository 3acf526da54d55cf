import type { Listen } from './line.ts';

/** How many of each there are. */
export const TRACKERS = 2;
export const ID_SERVERS = 2;
export const GROUPS = 2;
export const STORAGES_A_GROUP = 2;

/** The user whose files the gateway serves. */
export const GATEWAY_USERID = 'tnv001';

/** Milliseconds; well below what is usual, so that outages of seconds matter. */
export const HEART_BEAT_MS = 1_000;
export const CHECK_ACTIVE_MS = 4_000;

const TIMEOUT_SECONDS = 3;
const DAEMON_TIMEOUT_SECONDS = 10;

/** `g1s2` of the first group. */
export function storageName(group: number, storage: number): string {
  return `g${group + 1}s${storage + 1}`;
}

/** Keys and values of a configuration file. */
export type Keys = Readonly<Record<string, string | number>>;

/** What all daemons that know these keys are told; times in seconds. */
export const COMMON_KEYS = {
  server: { tnv_rw_timeout: DAEMON_TIMEOUT_SECONDS, tnv_idle_timeout: 30, log_level: 'info' },
  database: { mysql_rw_timeout: TIMEOUT_SECONDS },
  cache: { redis_conn_timeout: TIMEOUT_SECONDS, redis_rw_timeout: TIMEOUT_SECONDS, redis_key_timeout: 20 },
} as const satisfies Record<string, Keys>;

/** Listens to the connections from some machine to another one. */
export type ListenBetween = (client: string, server: string, serverKind: 'tracker' | 'id' | 'storage') => Listen;
