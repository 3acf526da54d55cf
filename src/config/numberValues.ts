import { BadValue } from './key.ts';

const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 365 * DAY_SECONDS;

/** Reads a whole number from `min` to `max`; `what` names it in the message, with its unit. */
export function wholeNumber(what: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new BadValue(`is not ${what} (${min} to ${max})`);
    return value;
  };
}

/** Reads seconds, at most a day; gives milliseconds. */
export function timeoutMs(text: string): number {
  return seconds(text) * 1000;
}

/** Reads seconds, at most a year. */
export const lifetimeSeconds = wholeNumber('a number of seconds', 1, YEAR_SECONDS);

/** Reads MiB, at most a TiB; gives bytes. */
export function mebibytes(text: string): number {
  return wholeMebibytes(text) * 1024 * 1024;
}

/** Reads a switch: 1 is on, 0 is off. */
export function onOff(text: string): boolean {
  if (text !== '0' && text !== '1') throw new BadValue('is neither 1 (on) nor 0 (off)');
  return text === '1';
}

const wholeMebibytes = wholeNumber('a number of MiB', 1, 1024 * 1024);
const seconds = wholeNumber('a number of seconds', 1, DAY_SECONDS);
