import { expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

it.each([
  ['90s', 90],
  ['15m', 900],
  ['2h', 7200],
  ['7d', 604_800],
])('%s is %i seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

it.each(['', '0h', '2', 'h', '-1h', '1.5h', '2 h', '2w', '1h30m'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
