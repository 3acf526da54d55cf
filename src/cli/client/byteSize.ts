const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes for people, three digits of them: `999 bytes`, `1.23 MB`, `45.6 GB`. */
export function formatByteSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}
