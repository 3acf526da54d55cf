import { describe, expect, it } from 'vitest';
import type { ParsedStorage, StorageState } from '../../protocol/groupsText.ts';
import { mergeGroups } from './snapshot.ts';

const LOAD = { requestsPerSecond: 1, connections: 2, bytesPerSecond: 3 };
const utc = () => 0;

function storage(hostname: string, state: StorageState, differing: Partial<ParsedStorage> = {}): ParsedStorage {
  const time = 'Wed Apr 24 15:23:34 2024';
  const address = '10.0.0.1:23000';
  return { version: '1.0', hostname, address, startTime: time, joinTime: time, beatTime: time, state, ...differing };
}

// Spec: HTTP-CLUSTER
describe('what several trackers say', () => {
  it('is one list, by group, host name and address', () => {
    const one = [{ name: 'b', storages: [storage('s2', 'ACTIVE'), storage('s1', 'ACTIVE')] }];
    const other = [
      { name: 'b', storages: [storage('s1', 'ACTIVE'), storage('s1', 'ACTIVE', { address: '10.0.0.1:23001' })] },
      { name: 'a', storages: [] },
    ];
    const groups = mergeGroups([one, other], () => null, utc);
    expect(
      groups.map(({ name, storages }) => [name, storages.map((each) => `${each.hostname} ${each.address}`)]),
    ).toEqual([
      ['a', []],
      ['b', ['s1 10.0.0.1:23000', 's1 10.0.0.1:23001', 's2 10.0.0.1:23000']],
    ]);
  });

  it.each([
    ['OFFLINE', 'ACTIVE', 'ACTIVE'],
    ['ACTIVE', 'OFFLINE', 'ACTIVE'],
    ['ONLINE', 'OFFLINE', 'ONLINE'],
    ['OFFLINE', 'OFFLINE', 'OFFLINE'],
  ] as const)('is believed where it is best: %s and %s are %s', (one, other, best) => {
    const lists = [one, other].map((state) => [{ name: 'g', storages: [storage('s', state)] }]);
    expect(mergeGroups(lists, () => null, utc)[0]?.storages.map(({ state }) => state)).toEqual([best]);
  });

  it('is believed where the last heartbeat is newer when the states are the same', () => {
    const newer = storage('s', 'ACTIVE', { beatTime: 'Wed Apr 24 15:23:44 2024' });
    for (const pair of [
      [newer, storage('s', 'ACTIVE')],
      [storage('s', 'ACTIVE'), newer],
    ]) {
      const lists = pair.map((each) => [{ name: 'g', storages: [each] }]);
      expect(mergeGroups(lists, () => null, utc)[0]?.storages[0]?.beatAt).toBe('2024-04-24T15:23:44.000Z');
    }
  });

  it('tells no load of a storage that is away, and no time that never was', () => {
    const never = 'Thu Jan  1 00:00:00 1970';
    const list = [{ name: 'g', storages: [storage('a', 'ACTIVE'), storage('b', 'OFFLINE', { beatTime: never })] }];
    const asked: string[][] = [];
    const loadOf = (...key: string[]) => {
      asked.push(key);
      return LOAD;
    };
    expect(mergeGroups([list], loadOf, utc)[0]?.storages).toMatchObject([
      { hostname: 'a', load: LOAD, startedAt: '2024-04-24T15:23:34.000Z' },
      { hostname: 'b', load: null, beatAt: null },
    ]);
    expect(asked).toEqual([['g', 'a', '23000']]);
  });
});
