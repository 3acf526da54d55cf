import type { Host } from '../host/host.ts';
import { sleep } from '../host/sleep.ts';
import type { HealthCheck } from '../server/daemon.ts';

/** Milliseconds a check may take; what is slower is as bad as gone for whoever waits. */
const CHECK_MAX_MS = 2_000;

/** How a daemon is. */
export interface HealthReport {
  readonly healthy: boolean;
  /** What was looked at: `ok`, or what is wrong with it. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Tries all checks at once, each for a bounded time. Never rejects. Spec: OPS-HEALTH. */
export async function healthReport(host: Pick<Host, 'timers'>, checks: readonly HealthCheck[]): Promise<HealthReport> {
  const results = await Promise.all(checks.map(async (check) => [check.what, await resultOf(host, check)] as const));
  return { healthy: results.every(([, result]) => result === 'ok'), checks: Object.fromEntries(results) };
}

async function resultOf(host: Pick<Host, 'timers'>, { check }: HealthCheck): Promise<string> {
  const over = new AbortController();
  const tooSlow = sleep(host.timers, CHECK_MAX_MS, over.signal).then(() => `no answer in ${CHECK_MAX_MS / 1000} s`);
  const answer = check().then(
    () => 'ok',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  try {
    return await Promise.race([answer, tooSlow]);
  } finally {
    over.abort();
  }
}
