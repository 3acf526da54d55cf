import type { Clock } from '../host/clock.ts';
import type { ByteReader } from './byteReader.ts';
import type { Pace } from './pace.ts';

/** How much of an unwanted body is read, so that the refusal before it can reach a peer that is still sending. */
export interface DiscardLimits {
  readonly bytesMax: number;
  readonly durationMaxMs: number;
}

/**
 * Reads and drops `count` bytes. True when all of them came, so that the connection is in step again; false when the
 * peer ended or a limit was reached before. `signal` is aborted when the connection is gone. Rejects with a `ConnectionLost`. Spec: CONN-IN-STEP, CONN-DRAIN.
 */
export async function discard(
  reader: ByteReader,
  count: bigint,
  limits: DiscardLimits,
  clock: Clock,
  pace: Pace,
  signal: AbortSignal,
): Promise<boolean> {
  const endMs = clock.monotonicMs() + limits.durationMaxMs;
  let missing = count;
  let allowed = limits.bytesMax;
  while (missing > 0n) {
    const leftMs = endMs - clock.monotonicMs();
    if (allowed <= 0 || leftMs <= 0) return false;
    const most = missing < BigInt(allowed) ? Number(missing) : allowed;
    const chunk = await reader.some(most, leftMs);
    if (chunk === null) return false;
    missing -= BigInt(chunk.length);
    allowed -= chunk.length;
    await pace.passed(chunk.length, signal);
  }
  return true;
}
