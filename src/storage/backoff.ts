/** The `n`th pause, from 0, between tries that fail: doubles from `firstMs` up to `mostMs`. */
export function backoffMs(n: number, firstMs: number, mostMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(n, 30), mostMs);
}
