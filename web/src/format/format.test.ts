import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes, formatRate } from './bytes.ts';
import { formatDuration, spokenDuration } from './duration.ts';
import { displayName } from './fileName.ts';
import { mediaKind, typeLabel } from './mediaType.ts';
import { formatAgo } from './time.ts';

describe('a number of bytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [12_345, '12.3 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [371_400_000, '371 MB'],
    [2 ** 40, '1.1 TB'],
  ])('%d reads %s', (bytes, text) => {
    expect(formatBytes(bytes, 'en')).toBe(text);
  });

  it('never shows four digits before the unit changes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (bytes) => {
        expect(formatBytes(bytes, 'en')).toMatch(/^\d{1,3}(?:\.\d)? (?:B|kB|MB|GB|TB|PB)$|^[1-9],\d{3} PB$/);
      }),
    );
  });
});

it.each([
  [0, '0'],
  [0.44, '0.4'],
  [9.94, '9.9'],
  [12.4, '12'],
  [3400, '3,400'],
])('%d a second reads %s', (rate, text) => {
  expect(formatRate(rate, 'en')).toBe(text);
});

describe('a length', () => {
  it.each([
    [0, '0:00'],
    [7.9, '0:07'],
    [65, '1:05'],
    [3_723, '1:02:03'],
    [Number.NaN, '0:00'],
    [Number.POSITIVE_INFINITY, '0:00'],
  ])('of %d s reads %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('is spoken in words, without what is none', () => {
    expect(spokenDuration(3_723, 'en')).toBe('1 hour 2 minutes 3 seconds');
    expect(spokenDuration(120, 'en')).toBe('2 minutes');
    expect(spokenDuration(0, 'en')).toBe('0 seconds');
    expect(spokenDuration(65, 'zh-CN')).toBe('1分钟 5秒钟');
  });
});

describe('a time that has passed', () => {
  const now = Date.UTC(2026, 0, 31, 12);
  it.each([
    [3_000, '3s ago'],
    [59_400, '59s ago'],
    [61_000, '1 minute ago'],
    [7_200_000, '2 hours ago'],
    [86_400_000, 'yesterday'],
    [40 * 86_400_000, 'last month'],
  ])('of %d ms reads %s', (ms, text) => {
    expect(formatAgo(now - ms, now, 'en')).toBe(text);
  });

  it('is this moment when a clock ahead of ours says it is yet to come', () => {
    expect(formatAgo(now + 5_000, now, 'en')).toBe('now');
  });
});

describe('a file', () => {
  it('is called by its name, or else by the ends of its id', () => {
    expect(displayName({ id: '5f9e0a1b0c0d2e3f405162738495a6b7c8d90001', name: 'a.mp4' })).toBe('a.mp4');
    expect(displayName({ id: '5f9e0a1b0c0d2e3f405162738495a6b7c8d90001', name: '' })).toBe('5f9e0a1b…d90001');
    expect(displayName({ id: 'short', name: '' })).toBe('short');
  });

  it.each([
    ['video/mp4', 'video'],
    ['audio/mpeg', 'audio'],
    ['image/png', 'image'],
    ['', 'video'],
    ['application/pdf', 'other'],
  ])('of type "%s" is shown as %s', (type, kind) => {
    expect(mediaKind(type)).toBe(kind);
  });

  it.each([
    ['video/mp4', 'x', 'MP4'],
    ['video/webm; codecs=vp9', 'x', 'WebM'],
    ['video/x-matroska', 'x', 'MKV'],
    ['', 'holiday.mov', 'MOV'],
    ['application/octet-stream', 'a.bin', 'BIN'],
    ['', 'nothing', ''],
  ])('of type "%s" called %s is labelled "%s"', (type, name, label) => {
    expect(typeLabel(type, name)).toBe(label);
  });
});
