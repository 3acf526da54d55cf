import { describe, expect, it } from 'vitest';
import { rangeCounts, weighConditions } from './conditional.ts';
import { formatHttpDate } from './httpDate.ts';

const NOW_MS = Date.UTC(2024, 4, 12);
const MODIFIED = NOW_MS / 1000 - 3600;
const FILE = { entityTag: '"tag"', lastModified: MODIFIED };
const UNDATED = { entityTag: '"tag"', lastModified: undefined };
const date = (seconds: number): string => formatHttpDate(seconds * 1000);
const [BEFORE, AT, AFTER] = [date(MODIFIED - 1), date(MODIFIED), date(MODIFIED + 1)];

// Spec: HTTP-VALIDATORS
describe('weighConditions', () => {
  it.each([
    ['no condition', {}, 'proceed'],
    ['the tag the viewer has', { 'if-none-match': '"tag"' }, 'not modified'],
    ['the same tag made weak', { 'if-none-match': 'W/"tag"' }, 'not modified'],
    ['a list with the tag', { 'if-none-match': '"a", W/"b,c" ,"tag"' }, 'not modified'],
    ['any tag', { 'if-none-match': '*' }, 'not modified'],
    ['other tags', { 'if-none-match': '"other", "tag2"' }, 'proceed'],
    ['the tag inside another', { 'if-none-match': '"x"tag"x"' }, 'proceed'],
    ['a tag without quotes', { 'if-none-match': 'tag' }, 'proceed'],
    ['a date at the change', { 'if-modified-since': AT }, 'not modified'],
    ['a date after the change', { 'if-modified-since': AFTER }, 'not modified'],
    ['a date before the change', { 'if-modified-since': BEFORE }, 'proceed'],
    ['no date at all', { 'if-modified-since': 'soon' }, 'proceed'],
    ['another tag, and a date that would do', { 'if-none-match': '"other"', 'if-modified-since': AFTER }, 'proceed'],
    ['the tag it must have', { 'if-match': '"tag"' }, 'proceed'],
    ['any tag it may have', { 'if-match': '*' }, 'proceed'],
    ['a weak tag, which is no proof', { 'if-match': 'W/"tag"' }, 'failed'],
    ['another tag it must have', { 'if-match': '"other"' }, 'failed'],
    ['no change since the change', { 'if-unmodified-since': AT }, 'proceed'],
    ['no change since before the change', { 'if-unmodified-since': BEFORE }, 'failed'],
    ['a tag that holds, and a date that does not', { 'if-match': '"tag"', 'if-unmodified-since': BEFORE }, 'proceed'],
    ['a tag that holds, twice', { 'if-match': '"tag"', 'if-none-match': '"tag"' }, 'not modified'],
  ])('with %s', (_what, headers, verdict) => {
    expect(weighConditions(headers, FILE, NOW_MS)).toBe(verdict);
  });

  it('pays no attention to dates when the time of change is unknown', () => {
    expect(weighConditions({ 'if-modified-since': AFTER }, UNDATED, NOW_MS)).toBe('proceed');
    expect(weighConditions({ 'if-unmodified-since': BEFORE }, UNDATED, NOW_MS)).toBe('proceed');
  });
});

// Spec: HTTP-VALIDATORS
describe('rangeCounts', () => {
  it.each([
    ['no If-Range', undefined, true],
    ['the tag', '"tag"', true],
    ['another tag', '"other"', false],
    ['the tag made weak', 'W/"tag"', false],
    ['a list, which it cannot be', '"tag", "other"', false],
    ['the date of the change', AT, true],
    ['a later date', AFTER, false],
    ['an earlier date', BEFORE, false],
    ['noise', 'tag', false],
    ['nothing', '', false],
  ])('with %s', (_what, ifRange, counts) => {
    expect(rangeCounts(ifRange, FILE, NOW_MS)).toBe(counts);
  });

  it('takes no date for an unknown time of change', () => {
    expect(rangeCounts(AT, UNDATED, NOW_MS)).toBe(false);
  });
});
