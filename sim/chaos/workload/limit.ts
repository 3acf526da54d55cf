import type { ClientConfig } from '../../../src/client/clientConfig.ts';
import type { Operation } from '../plan.ts';

/** A tracker names at most so many storages of a group. */
const STORAGES_MAX = 3;
const ROUNDS = 2;
const PAUSE_MS = 1_000;
/** Requests that a trespasser makes. */
const TRESPASSES = 3;

/**
 * Milliseconds that an operation may last, whatever goes wrong, if its client runs all the time: every server that is
 * asked is waited for with all patience. undefined when it moves content, which takes as long as it takes.
 * Spec: CLIENT-BOUNDED.
 */
export function limitMs(
  { kind }: Operation,
  { connectTimeoutMs, requestTimeoutMs, trackers }: ClientConfig,
): number | undefined {
  // A kept connection may be silent; then a new one is made, and the head and the body of its reply are waited for.
  const askOneMs = requestTimeoutMs + connectTimeoutMs + 2 * requestTimeoutMs;
  const askTrackersMs = trackers.length * askOneMs;
  const askStoragesMs = ROUNDS * (askTrackersMs + STORAGES_MAX * askOneMs) + PAUSE_MS;
  switch (kind) {
    case 'locate':
    case 'groups':
      return askTrackersMs;
    case 'filesize':
    case 'delete':
    case 'describe':
      return askStoragesMs;
    case 'trespass':
      return TRESPASSES * askStoragesMs;
    default:
      return undefined;
  }
}
