const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes as people read them, in powers of 1000: `0 B`, `12.3 MB`. */
export function formatBytes(bytes: number, languageTag: string): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // What would be rounded up to 1000 is one of the next unit.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  const number = new Intl.NumberFormat(languageTag, { maximumFractionDigits: digits }).format(value);
  return `${number} ${UNITS[unit]}`;
}

/** A number of something a second: `0`, `0.4`, `12`, `3,400`. */
export function formatRate(perSecond: number, languageTag: string): string {
  const digits = perSecond > 0 && perSecond < 9.95 ? 1 : 0;
  return new Intl.NumberFormat(languageTag, { maximumFractionDigits: digits }).format(perSecond);
}
