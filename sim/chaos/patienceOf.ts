import type { WireTapOptions } from './oracles/wire/wireTap.ts';
import { type Plan, pausedClients } from './plan.ts';
import { REQUEST_TIMEOUT_MAX_MS } from './programs.ts';

/** Bytes of an upload for which a client waits a millisecond longer. */
const SETTLE_BYTES_PER_MS = 10_000;

/**
 * How long each client of a plan may wait for a reply: the more it has sent the longer, and any time if it stands still
 * at some time. Spec: CLIENT-BOUNDED.
 */
export function patienceOf(plan: Plan): NonNullable<WireTapOptions['patienceMs']> {
  const paused = new Set([...pausedClients(plan)].map((client) => `client${client + 1}`));
  return (name) => (name.startsWith('client') && !paused.has(name) ? limitMs : undefined);
}

function limitMs(contentBytes: number | undefined): number {
  if (contentBytes === undefined) return REQUEST_TIMEOUT_MAX_MS;
  // Content has to be taken over first, within the same time, and to be made durable afterwards.
  return 2 * REQUEST_TIMEOUT_MAX_MS + contentBytes / SETTLE_BYTES_PER_MS;
}
