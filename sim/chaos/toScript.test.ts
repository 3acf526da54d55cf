import { describe, expect, it } from 'vitest';
import { parseScript } from '../../conformance/script/parseScript.ts';
import type { Fault, Plan } from './plan.ts';
import { toScript } from './toScript.ts';

function plan(faults: readonly Fault[]): Plan {
  const operations: Plan['operations'] = [
    { kind: 'upload', atMs: 10, client: 0, user: 1, file: 2, size: 300, content: 9 },
    { kind: 'ids', atMs: 20, client: 1, key: 3, count: 4 },
    { kind: 'garbage', atMs: 30, client: 1, target: 'id', bytes: 5, cut: 'abort' },
  ];
  const topology = {
    trackers: 1,
    idServers: 2,
    groups: [{ storages: 2, storePaths: 1, volumeBytes: 1 }],
    clients: 2,
    heartBeatIntervalMs: 1000,
    checkActiveIntervalMs: 3000,
    idStep: 10,
    keyTimeoutSeconds: 60,
    latencyMs: [1, 1],
    clockSkewMs: [],
  } as const;
  return { seed: 1, chaosMs: 100, topology, operations, faults };
}

const about = { title: 'keeps its promises', statements: ['ID-UNIQUE'] };
const storage = { kind: 'storage', index: 1 } as const;

describe('a plan as a script', () => {
  it('has the requests, kills and cuts at their times, and is one that the kit reads', () => {
    const script = toScript(
      plan([
        { kind: 'crash', atMs: 15, lastsMs: 50, target: storage, connections: 'reset', disk: 'kept' },
        { kind: 'cutConnections', atMs: 25, lastsMs: 0, target: { kind: 'client', index: 0 } },
        { kind: 'rollingRestart', atMs: 40, lastsMs: 0, of: 'id', pauseMs: 7 },
      ]),
      about,
    );
    const chaos = script.steps.slice(0, 8);
    expect(chaos).toEqual([
      { do: 'upload', atMs: 10, user: 1, file: 2, size: 300, content: 9 },
      { do: 'hook', action: 'kill', to: storage, atMs: 15 },
      { do: 'ids', atMs: 20, key: 3, count: 4 },
      { do: 'cut', atMs: 25 },
      { do: 'garbage', atMs: 30, bytes: 5, to: { kind: 'id', index: 0 } },
      { do: 'hook', action: 'restart', to: { kind: 'id', index: 0 }, atMs: 40 },
      { do: 'hook', action: 'restart', to: { kind: 'id', index: 1 }, atMs: 47 },
      { do: 'hook', action: 'start', to: storage, atMs: 65 },
    ]);
    expect(script.notPlayed).toEqual([]);
    expect(parseScript(JSON.stringify(script))).toEqual(script);
  });

  it('says what cannot be played', () => {
    const { notPlayed } = toScript(
      plan([
        { kind: 'slowDisk', atMs: 1, lastsMs: 10, target: storage, factor: 4 },
        { kind: 'crash', atMs: 5, lastsMs: 5, target: storage, connections: 'reset', disk: 'lost' },
        { kind: 'crashAtDisk', atMs: 6, lastsMs: 5, target: storage, nth: 3 },
      ]),
      about,
    );
    expect(notPlayed).toEqual([
      'at 1 ms: slowDisk for 10 ms (target {"kind":"storage","index":1}, factor 4)',
      'at 5 ms: what was not yet on the disk is lost; the process is killed',
      'at 6 ms: the crash at the very disk operation no. 3; the process is killed at that time',
    ]);
  });

  it('ends as every run does: a visit in peace, and one after all servers died and came back', () => {
    const { steps } = toScript(plan([]), about);
    const closing = steps.slice(3);
    expect(closing.filter((step) => step.do === 'upload')).toHaveLength(2);
    expect(closing.filter((step) => step.do === 'ids').map(({ key }) => key)).toEqual([0, 3, 0, 3]);
    const kills = closing.filter((step) => step.do === 'hook' && step.action === 'kill');
    expect(kills).toHaveLength(5);
    expect(kills.every((step) => step.do === 'hook' && step.optional)).toBe(true);
  });
});
