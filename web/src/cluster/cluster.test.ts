import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot, StorageInfo, StorageState } from '../api/types.ts';
import { summarize } from './clusterSummary.ts';
import { LoadHistory } from './loadHistory.ts';
import { stateChanges } from './stateChanges.ts';

function storage(port: number, state: StorageState, requestsPerSecond?: number): StorageInfo {
  const at = '2026-01-31T12:00:00Z';
  const load = requestsPerSecond === undefined ? null : { requestsPerSecond, connections: 1, bytesPerSecond: 100 };
  return {
    ...{ hostname: `host${port}`, address: `10.0.0.1:${port}`, state, version: port > 2 ? '2.0' : '1.0' },
    ...{ startedAt: at, joinedAt: at, beatAt: at, load },
  };
}

function snapshot(...groups: StorageInfo[][]): ClusterSnapshot {
  return {
    ...{ at: '2026-01-31T12:00:00Z', trackers: [], ids: [] },
    groups: groups.map((storages, at) => ({ name: `group${at}`, storages })),
  };
}

describe('a cluster in a few numbers', () => {
  it('counts storages by state and version, and adds up what they tell of their load', () => {
    const cluster = snapshot([storage(1, 'ACTIVE', 3), storage(2, 'OFFLINE')], [storage(3, 'ACTIVE', 4)], []);
    expect(summarize(cluster)).toEqual({
      ...{ storages: 3, byState: { ACTIVE: 2, ONLINE: 0, OFFLINE: 1 }, requestsPerSecond: 7, bytesPerSecond: 200 },
      versions: [
        ['1.0', 2],
        ['2.0', 1],
      ],
    });
  });

  it('says nothing of a load that nobody tells', () => {
    expect(summarize(snapshot([storage(1, 'ACTIVE')]))).toMatchObject({ requestsPerSecond: undefined });
  });
});

// Spec: PAGE-CLUSTER-LIVE
describe('what has changed', () => {
  it('is the storages in another state than before, not those that came or went', () => {
    const before = snapshot([storage(1, 'ACTIVE'), storage(2, 'ACTIVE'), storage(3, 'ACTIVE')]);
    const after = snapshot([storage(1, 'OFFLINE'), storage(2, 'ACTIVE'), storage(4, 'ACTIVE')]);
    expect(stateChanges(before, after)).toEqual([{ hostname: 'host1', state: 'OFFLINE' }]);
  });
});

describe('the history of loads', () => {
  it('remembers a minute, and nothing of storages that are gone', () => {
    const history = new LoadHistory();
    for (let second = 0; second <= 90; second++) history.note(snapshot([storage(1, 'ACTIVE', second)]), second * 1_000);
    const points = history.of('10.0.0.1:1');
    expect([points[0]?.atMs, points.at(-1)?.requestsPerSecond, points.length]).toEqual([31_000, 90, 60]);
    history.note(snapshot([storage(2, 'ACTIVE', 1)]), 91_000);
    expect(history.of('10.0.0.1:1')).toEqual([]);
    expect(history.of('10.0.0.1:2')).toHaveLength(1);
  });

  it('has a moment once, though it is told twice', () => {
    const history = new LoadHistory();
    for (const load of [5, 6]) history.note(snapshot([storage(1, 'ACTIVE', load)]), 1_000);
    expect(history.of('10.0.0.1:1')).toEqual([{ atMs: 1_000, requestsPerSecond: 6 }]);
  });
});
