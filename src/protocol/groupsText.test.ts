import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCtime } from './ctime.ts';
import { formatGroupsText, type GroupEntry, parseGroupsText, type StorageState } from './groupsText.ts';

/** As in Shanghai. */
const ahead = (): number => 8 * 3_600_000;

const STORAGE = {
  version: '1.0.0',
  hostname: 'storage1',
  address: '10.0.0.7:23000',
  startTime: 1713972214,
  joinTime: 1713972215,
  beatTime: 1713972245,
  state: 'ACTIVE' as StorageState,
};

const TEXT = `COUNT OF GROUPS: 2
GROUPNAME: group001
COUNT OF STORAGES: 2
COUNT OF ACTIVE STORAGES: 1
VERSION: 1.0.0
HOSTNAME: storage1
ADDRESS: 10.0.0.7:23000
STARTUP TIME: Wed Apr 24 23:23:34 2024
JOIN TIME: Wed Apr 24 23:23:35 2024
BEAT TIME: Wed Apr 24 23:24:05 2024
STATUS: ACTIVE
VERSION: 1.0.0
HOSTNAME: storage2
ADDRESS: 10.0.0.7:23000
STARTUP TIME: Wed Apr 24 23:23:34 2024
JOIN TIME: Wed Apr 24 23:23:35 2024
BEAT TIME: Wed Apr 24 23:24:05 2024
STATUS: OFFLINE
GROUPNAME: group002
COUNT OF STORAGES: 0
COUNT OF ACTIVE STORAGES: 0`;

describe('the groups text', () => {
  // Spec: WIRE-GROUPS-TEXT
  it('has a line a fact, no blank line and no newline at its end', () => {
    const storages = [STORAGE, { ...STORAGE, hostname: 'storage2', state: 'OFFLINE' as StorageState }];
    expect(
      formatGroupsText(
        [
          { name: 'group001', storages },
          { name: 'group002', storages: [] },
        ],
        ahead,
      ),
    ).toBe(TEXT);
    expect(formatGroupsText([], ahead)).toBe('COUNT OF GROUPS: 0');
  });

  it('is read back to what it was made of', () => {
    const line = fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ''));
    const time = fc.integer({ min: 0, max: 4e9 });
    const storage = fc.record({
      version: line,
      hostname: line,
      address: line,
      startTime: time,
      joinTime: time,
      beatTime: time,
      state: fc.constantFrom<StorageState>('OFFLINE', 'ONLINE', 'ACTIVE'),
    });
    const groups: fc.Arbitrary<GroupEntry[]> = fc.array(fc.record({ name: line, storages: fc.array(storage) }));
    fc.assert(
      fc.property(groups, (entries) => {
        const expected = entries.map((group) => ({
          name: group.name,
          storages: group.storages.map((entry) => ({
            ...entry,
            startTime: formatCtime(entry.startTime, ahead),
            joinTime: formatCtime(entry.joinTime, ahead),
            beatTime: formatCtime(entry.beatTime, ahead),
          })),
        }));
        expect(parseGroupsText(formatGroupsText(entries, ahead))).toEqual(expected);
      }),
    );
  });

  it('is read with blank lines in it and a newline at its end', () => {
    expect(parseGroupsText(`\n${TEXT.replaceAll('\n', '\n\n')}\n`)).toEqual(parseGroupsText(TEXT));
  });

  it.each([
    ['', 'expected "COUNT OF GROUPS:" in the groups text, got ""'],
    ['COUNT OF GROUPS: 1', 'expected "GROUPNAME:" in the groups text, got ""'],
    ['COUNT OF GROUPS: -1', '"COUNT OF GROUPS" in the groups text is no count: "-1"'],
    ['COUNT OF GROUPS: 0\nmore', 'unexpected line in the groups text: "more"'],
    [`${'x'.repeat(1000)}`, `expected "COUNT OF GROUPS:" in the groups text, got "${'x'.repeat(80)}…"`],
    [TEXT.replace('OFFLINE', 'ASLEEP'), '"ASLEEP" is no status of a storage'],
  ])('is malformed when it reads %j', (text, message) => {
    expect(() => parseGroupsText(text)).toThrow(expect.objectContaining({ errorNumber: 400, message }));
  });

  it('costs a reader nothing by claiming a large count', () => {
    expect(() => parseGroupsText('COUNT OF GROUPS: 999999999999')).toThrow('expected "GROUPNAME:"');
  });
});
