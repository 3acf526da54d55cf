const STEPS: readonly (readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit])[] = [
  [31_536_000, 'year'],
  [2_592_000, 'month'],
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** How long ago something was, in the largest unit that fits: `3 minutes ago`. A time to come counts as this moment. */
export function formatAgo(thenMs: number, nowMs: number, languageTag: string): string {
  const seconds = Math.max(0, Math.round((nowMs - thenMs) / 1000));
  const [size, unit] = STEPS.find(([step]) => seconds >= step) ?? [1, 'second' as const];
  const style = unit === 'second' ? 'narrow' : 'long';
  return new Intl.RelativeTimeFormat(languageTag, { numeric: 'auto', style }).format(-Math.floor(seconds / size), unit);
}

/** Date and time, to the minute. */
export function formatWhen(ms: number, languageTag: string): string {
  return new Intl.DateTimeFormat(languageTag, { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
}
