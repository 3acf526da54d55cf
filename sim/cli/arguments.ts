import { InvalidArgumentError } from 'commander';

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration like `90s`, `5m`, `1h`. */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  const durationMs = Math.floor(Number(match?.[1]) * (UNITS_MS[match?.[2] ?? ''] ?? Number.NaN));
  if (!(durationMs > 0)) throw new InvalidArgumentError('A duration is a number with a unit: 500ms, 90s, 5m, 1h, 2d.');
  return durationMs;
}

/** A whole number from 1 on. */
export function count(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new InvalidArgumentError('It is a whole number from 1 on.');
  return Number(text);
}

/** A seed: a whole number from 0 on. */
export function seed(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('A seed is a whole number of at most 15 digits.');
  return Number(text);
}
