const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Milliseconds by which local time is ahead of UTC at a moment, in milliseconds since the epoch. */
export type UtcOffset = (wallMs: number) => number;

/**
 * Seconds since the epoch as C's `ctime` writes them, in local time and without its newline:
 * `Wed Jun 30 21:49:08 1993`. A time outside what a date can hold is written as its number.
 * Spec: WIRE-GROUPS-TEXT.
 */
export function formatCtime(seconds: number, utcOffsetMs: UtcOffset): string {
  const wallMs = seconds * 1000;
  const date = new Date(wallMs + utcOffsetMs(wallMs));
  if (Number.isNaN(date.getTime())) return String(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = String(date.getUTCDate()).padStart(2, ' ');
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${day} ${time} ${date.getUTCFullYear()}`;
}

const CTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})$/;

/**
 * Seconds since the epoch of a time as `formatCtime` writes it in the same local time; undefined when `text` is none. In the hour
 * that a change to winter time repeats, one of the two. Spec: WIRE-GROUPS-TEXT.
 */
export function parseCtime(text: string, utcOffsetMs: UtcOffset): number | undefined {
  const [, month = '', ...numbers] = CTIME.exec(text.trim()) ?? [];
  const monthIndex = MONTHS.indexOf(month);
  if (monthIndex < 0) return undefined;
  const [day = 0, hour = 0, minute = 0, second = 0, year = 0] = numbers.map(Number);
  const localMs = Date.UTC(year, monthIndex, day, hour, minute, second);
  // The offset is that of the moment itself, which a first guess is near to.
  const guessMs = localMs - utcOffsetMs(localMs);
  return (localMs - utcOffsetMs(guessMs)) / 1000;
}
