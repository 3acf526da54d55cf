import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/**
 * Asks again and again until there is no trouble any more. Rejects with the last trouble when that takes too long. What
 * `trouble` rejects with is a trouble like any other.
 */
export async function until(
  what: string,
  withinMs: number,
  trouble: () => Promise<string | undefined>,
  pollMs = POLL_MS,
): Promise<void> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const found = await trouble().catch((error: Error) => error.message);
    if (found === undefined) return;
    if (performance.now() > endMs) throw new Error(`${what} did not happen in ${withinMs / 1000} s: ${found}`);
    await sleep(pollMs);
  }
}
