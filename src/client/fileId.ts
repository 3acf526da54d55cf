import { createHash } from 'node:crypto';
import type { Host } from '../host/host.ts';

const COUNTER_MAX = 8_000;
/** Our processes have one thread that makes ids. */
const THREAD_ID = 0;
const RANDOM_SIZE = 16;

/** The number of the last id a host made. */
const counters = new WeakMap<Host, number>();

/**
 * A new id for a file of `userid`, 36 characters: seconds (8 hex digits), microseconds (6 hex digits), 16 hex digits
 * of an MD5 over user, process, thread and randomness, a counter from 0001 to 8000, two random digits.
 * Spec: FILE-ID.
 */
export function newFileId(host: Host, userid: string): string {
  const micros = Math.floor(host.clock.wallMs() * 1000);
  const seconds = Math.floor(micros / 1_000_000);
  const random = host.random.bytes(RANDOM_SIZE).toString('hex');
  const digest = createHash('md5').update(`${userid}@${host.processId}@${THREAD_ID}@${random}`).digest('hex');
  const counter = ((counters.get(host) ?? 0) % COUNTER_MAX) + 1;
  counters.set(host, counter);
  return [
    seconds.toString(16).padStart(8, '0'),
    (micros - seconds * 1_000_000).toString(16).padStart(6, '0'),
    digest.slice(0, 16),
    counter.toString().padStart(4, '0'),
    host.random.below(100).toString().padStart(2, '0'),
  ].join('');
}
