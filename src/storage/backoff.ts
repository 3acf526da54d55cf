import type { Random } from '../host/random.ts';

/** The `n`th pause, from 0, between tries that fail: doubles from `firstMs` up to `mostMs`. */
export function backoffMs(n: number, firstMs: number, mostMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(n, 30), mostMs);
}

/**
 * A random time from half of `pauseMs` to all of it: those who lost the same peer at one moment do not come back to it at
 * one moment. Spec: STORAGE-SPREAD.
 */
export function spreadMs(random: Random, pauseMs: number): number {
  const leastMs = Math.ceil(pauseMs / 2);
  return leastMs + random.below(Math.max(Math.floor(pauseMs) - leastMs, 0) + 1);
}
