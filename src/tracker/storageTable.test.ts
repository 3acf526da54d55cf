import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JOIN } from '../../test/tracker/trackerPeer.ts';
import { type StorageRecord, StorageTable } from './storageTable.ts';

const INTERVAL_MS = 1000;

/** Enters a storage that is expected to find room. */
function enter(table: StorageTable, nowMs: number, ip = '10.0.0.1', request: Partial<typeof JOIN> = {}): StorageRecord {
  const joined = table.join({ ...JOIN, ...request }, ip, nowMs);
  if (joined === undefined) throw new Error('the table is full');
  return joined.record;
}

// Spec: TRACKER-STATES
describe('the state of a storage', () => {
  it('is ONLINE from its JOIN, ACTIVE from its first BEAT, OFFLINE past the interval, ACTIVE with the next BEAT', () => {
    const table = new StorageTable(INTERVAL_MS, 10);
    const record = enter(table, 0);
    expect(table.stateOf(record, 0)).toBe('ONLINE');
    expect(table.stateOf(record, 1000)).toBe('ONLINE');
    expect(table.stateOf(record, 1001)).toBe('OFFLINE');
    table.beat(record, 2000, 5);
    expect(table.stateOf(record, 2000)).toBe('ACTIVE');
    expect(table.stateOf(record, 3000)).toBe('ACTIVE');
    expect(table.stateOf(record, 3001)).toBe('OFFLINE');
    table.beat(record, 9000, 6);
    expect(table.stateOf(record, 9001)).toBe('ACTIVE');
  });

  it('is ONLINE again after another JOIN, and the old record stands no more', () => {
    const table = new StorageTable(INTERVAL_MS, 10);
    const first = enter(table, 0);
    table.beat(first, 10, 1);
    const second = enter(table, 20);
    expect(table.has(first)).toBe(false);
    expect(table.stateOf(second, 20)).toBe('ONLINE');
    table.beat(first, 30, 1);
    expect(table.stateOf(second, 30)).toBe('ONLINE');
    expect(table.size).toBe(1);
  });

  // Spec: TRACKER-ONE-ADDRESS
  it('is OFFLINE at once when another storage joins from its address', () => {
    const table = new StorageTable(INTERVAL_MS, 10);
    const old = enter(table, 0);
    table.beat(old, 1, 1);
    const joined = table.join({ ...JOIN, group: 'group002' }, '10.0.0.1', 2);
    expect(joined?.ousted).toBe(old);
    expect(table.stateOf(old, 2)).toBe('OFFLINE');
    expect(table.active('group001', 2)).toEqual([]);
    expect(table.groups(2).map((group) => [group.name, group.storages[0]?.state])).toEqual([
      ['group001', 'OFFLINE'],
      ['group002', 'ONLINE'],
    ]);
  });
});

describe('the table', () => {
  it('keeps the places of storages that join again', () => {
    const table = new StorageTable(INTERVAL_MS, 10);
    for (const ip of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) enter(table, 0, ip);
    enter(table, 1, '10.0.0.1');
    expect(table.ofGroup('group001').map((record) => record.ip)).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
  });

  it('sorts groups by the bytes of their names', () => {
    const table = new StorageTable(INTERVAL_MS, 10);
    for (const group of ['b', '🎬', 'ａ', 'a', 'B']) enter(table, 0, '10.0.0.1', { group, port: table.size });
    expect(table.groups(0).map((group) => group.name)).toEqual(['B', 'a', 'b', 'ａ', '🎬']);
  });

  // Spec: TRACKER-BOUNDED
  it('makes room only by the storage that has been OFFLINE longest', () => {
    const table = new StorageTable(INTERVAL_MS, 3);
    const records = [0, 100, 50].map((nowMs, index) => enter(table, nowMs, `10.0.0.${index}`));
    expect(table.join(JOIN, '10.0.0.9', 1000)).toBeUndefined();
    expect(table.join(JOIN, '10.0.0.0', 1000)?.before).toBe(records[0]);
    enter(table, 1051, '10.0.0.9');
    expect(table.ofGroup('group001').map((record) => record.ip)).toEqual(['10.0.0.0', '10.0.0.1', '10.0.0.9']);
    expect(table.join(JOIN, '10.0.0.8', 1100)).toBeUndefined();
  });

  it('agrees with a list that is searched from end to end, and never exceeds its bound', () => {
    interface Known {
      readonly name: string;
      readonly record: StorageRecord;
      beaten: boolean;
      signMs: number;
    }
    const join = fc.record({
      kind: fc.constant('join' as const),
      group: fc.constantFrom('a', 'b'),
      hostname: fc.constantFrom('x', 'y'),
      ip: fc.constantFrom('10.0.0.1', '10.0.0.2'),
      port: fc.constantFrom(1, 2),
    });
    const beat = fc.record({ kind: fc.constant('beat' as const), nth: fc.nat(20) });
    const pass = fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1, 300, 1000, 1001) });
    const steps = fc.array(fc.oneof(join, beat, pass), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 6 }), (list, storagesMax) => {
        const table = new StorageTable(INTERVAL_MS, storagesMax);
        const records: StorageRecord[] = [];
        const holders = new Map<string, Known>();
        let known: Known[] = [];
        let nowMs = 0;
        for (const step of list) {
          if (step.kind === 'pass') nowMs += step.ms;
          if (step.kind === 'beat') {
            const record = records[step.nth];
            if (record === undefined) continue;
            table.beat(record, nowMs, 0);
            for (const one of known.filter((each) => each.record === record)) {
              one.beaten = true;
              one.signMs = nowMs;
            }
          }
          if (step.kind === 'join') {
            const { group, hostname, ip, port } = step;
            const name = [group, hostname, ip, port].join();
            const address = `${ip}:${port}`;
            const isNew = known.every((one) => one.name !== name);
            const offline = known.filter((one) => nowMs - one.signMs > INTERVAL_MS);
            const joined = table.join({ ...JOIN, group, hostname, port }, ip, nowMs);
            if (isNew && known.length >= storagesMax && offline.length === 0) {
              expect(joined).toBeUndefined();
              continue;
            }
            if (joined === undefined) throw new Error('there was room');
            records.push(joined.record);
            if (isNew && known.length >= storagesMax) {
              known = known.filter((one) => table.has(one.record));
              expect(known.length).toBe(storagesMax - 1);
            }
            const holder = known.find((one) => one === holders.get(address));
            expect(joined.ousted).toBe(holder?.name === name ? undefined : holder?.record);
            if (holder !== undefined) holder.signMs = -Infinity;
            const one = { name, record: joined.record, beaten: false, signMs: nowMs };
            holders.set(address, one);
            known = [...known.filter((other) => other.name !== name), one];
          }
          expect(table.size).toBe(known.length);
          expect(table.size).toBeLessThanOrEqual(storagesMax);
          const listed = table.groups(nowMs).flatMap((group) => group.storages);
          expect(listed.length).toBe(known.length);
          expect(table.groups(nowMs).every((group) => group.storages.length > 0)).toBe(true);
          for (const { record, beaten, signMs } of known) {
            const alive = beaten ? 'ACTIVE' : 'ONLINE';
            expect(table.stateOf(record, nowMs)).toBe(nowMs - signMs > INTERVAL_MS ? 'OFFLINE' : alive);
            expect(table.has(record)).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
