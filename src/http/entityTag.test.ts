import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validatorsOf } from './entityTag.ts';

const FILE = { appid: 'tnvideo', userid: 'tnv001', fileid: '6640c41807ffea386043bad2c6ee25000197' };
const UPLOADED = 0x6640c418;
const NOW_MS = (UPLOADED + 1000) * 1000;

const lastModified = (fileid: string, nowMs = NOW_MS): number | undefined =>
  validatorsOf({ ...FILE, fileid }, 1, nowMs).lastModified;

describe('the entity tag of a file', () => {
  // Spec: HTTP-VALIDATORS
  it('is the same at any gateway and any time', () => {
    const { entityTag } = validatorsOf(FILE, 1000, NOW_MS);
    expect(entityTag).toBe(validatorsOf({ ...FILE }, 1000, NOW_MS * 2).entityTag);
    expect(entityTag).toBe('"vn2Rn5YR5HtFi_P4nNMg5c"');
  });

  it('is another for any other file', () => {
    const file = fc.record({ appid: fc.string(), userid: fc.string(), fileid: fc.string(), size: fc.nat() });
    fc.assert(
      fc.property(file, file, (a, b) => {
        const same = validatorsOf(a, a.size, NOW_MS).entityTag === validatorsOf(b, b.size, NOW_MS).entityTag;
        expect(same).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it('is a well-formed strong one whatever the ids are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (fileid, size) => {
        expect(validatorsOf({ ...FILE, fileid }, size, NOW_MS).entityTag).toMatch(/^"[\w-]{22}"$/);
      }),
    );
  });
});

// Spec: HTTP-VALIDATORS
describe('the time a file was last modified', () => {
  it('is the second its id was made in', () => {
    expect(lastModified(FILE.fileid)).toBe(UPLOADED);
    expect(lastModified('6640c4180f423f386043bad2c6ee25000197')).toBe(UPLOADED);
  });

  it.each([
    ['an id that no client made', 'holiday.mp4'],
    ['an id in capitals', FILE.fileid.toUpperCase()],
    ['a longer id', `${FILE.fileid}0`],
    ['a shorter id', FILE.fileid.slice(0, -1)],
    ['more microseconds than a second has', '6640c4180f4240386043bad2c6ee25000197'],
    ['letters in the counter', '6640c41807ffea386043bad2c6ee250001a7'],
  ])('is unknown for %s', (_what, fileid) => {
    expect(lastModified(fileid)).toBeUndefined();
  });

  it('is never in the future', () => {
    expect(lastModified(FILE.fileid, UPLOADED * 1000)).toBe(UPLOADED);
    expect(lastModified(FILE.fileid, UPLOADED * 1000 - 1)).toBeUndefined();
  });
});
