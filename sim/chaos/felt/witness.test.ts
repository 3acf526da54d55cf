import { expect, test } from 'vitest';
import { type FaultTrial, faultTrial } from '../../../test/chaos/faultTrial.ts';
import { FAULT_KINDS } from '../faults/index.ts';
import { APPID } from '../names.ts';
import type { Fault } from '../plan.ts';
import { witnessOf } from './witness.ts';

type Bare = Fault extends infer Kind ? (Kind extends Fault ? Omit<Kind, 'atMs' | 'lastsMs'> : never) : never;

const storage = { kind: 'storage', index: 0 } as const;
const other = { kind: 'storage', index: 1 } as const;
const idServer = { kind: 'id', index: 0 } as const;
const client = { kind: 'client', index: 0 } as const;
const tracker = { kind: 'tracker', index: 0 } as const;

/** Whether a fault is felt while `work` is done. */
async function felt(bare: Bare, work: (trial: FaultTrial) => Promise<unknown>): Promise<boolean> {
  let result = false;
  await faultTrial(async (trial) => {
    await trial.upload();
    const fault = { ...bare, atMs: 0, lastsMs: 1 } as Fault;
    const witness = witnessOf(trial.site, fault);
    const heal = trial.apply(fault);
    await work(trial).catch(() => {});
    witness.end();
    result = witness.felt;
    await heal();
  });
  return result;
}

const nothing = async (): Promise<void> => {};
const upload = (trial: FaultTrial): Promise<unknown> => trial.upload(50_000);

/** Each kind, and what it is felt by. */
const FELT_BY: readonly [Bare, (trial: FaultTrial) => Promise<unknown>][] = [
  [{ kind: 'diskError', target: storage, operation: 'append', reason: 'io', times: 99 }, uploads],
  [{ kind: 'slowDisk', target: storage, factor: 2 }, uploads],
  [{ kind: 'crashAtDisk', target: storage, nth: 1 }, uploads],
  [{ kind: 'unmount', target: storage, shows: 'errors' }, uploads],
  [{ kind: 'fullVolume', group: 0 }, upload],
  [{ kind: 'lostVolumeQuorum', target: storage }, uploads],
  [{ kind: 'blockedVolume', group: 0 }, upload],
  [{ kind: 'splitBrain', group: 0, rate: 1 }, readsFirst],
  [{ kind: 'cache', how: 'slow', rate: 1, latencyMs: 1 }, downloads],
  [{ kind: 'database', database: 'storage', how: 'slow', rate: 1, latencyMs: 1 }, upload],
  [{ kind: 'strikeInTransit', of: 'storage', nth: 5, how: 'cut' }, upload],
  [{ kind: 'strikeInTransit', of: 'storage', nth: 5, how: 'cut', requests: true }, upload],
  [{ kind: 'clog', target: storage, factor: 2 }, uploads],
  [{ kind: 'isolate', target: storage }, uploads],
  [{ kind: 'partition', from: client, to: storage, ways: 1 }, uploads],
  [{ kind: 'incoming', target: tracker, how: 'refuse' }, connects],
];

/** Many, so that each storage gets one. */
async function uploads(trial: FaultTrial): Promise<void> {
  for (let count = 0; count < 8; count++) await trial.upload(100).catch(() => {});
}

/** On a connection of its own. */
async function connects(trial: FaultTrial): Promise<void> {
  trial.apply({ kind: 'cutConnections', target: tracker, atMs: 0, lastsMs: 0 });
  await trial.client.groups();
}

/** The file that was there before. */
async function readsFirst(trial: FaultTrial): Promise<void> {
  await trial.download({ appid: APPID, userid: 'alice', fileid: 'file1' });
}

async function downloads(trial: FaultTrial): Promise<void> {
  const file = await trial.upload();
  await trial.download(file);
}

test.each(FELT_BY)('%j is felt by whoever does what it is in the way of, and by nobody else', async (fault, work) => {
  expect(await felt(fault, work)).toBe(true);
  expect(await felt(fault, nothing)).toBe(false);
});

test('what happens to a process is felt when there is one', async () => {
  const atOnce: readonly Bare[] = [
    { kind: 'crash', target: storage, connections: 'reset', disk: 'lost' },
    { kind: 'pause', target: storage },
    { kind: 'clockJump', target: storage, byMs: 5 },
    { kind: 'clockDrift', target: storage, msPerSecond: 5 },
    { kind: 'rollingRestart', of: 'storage', pauseMs: 1 },
    { kind: 'blackout', group: 0, disk: 'lost' },
    { kind: 'cutConnections', target: storage },
  ];
  for (const fault of atOnce) expect([fault.kind, await felt(fault, nothing)]).toEqual([fault.kind, true]);
  const kinds = new Set([...atOnce, ...FELT_BY.map(([fault]) => fault)].map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual([...FAULT_KINDS].sort());
  await faultTrial(async (trial) => {
    trial.machine('g1s1').crash();
    const crash = { ...atOnce[0], atMs: 0, lastsMs: 0 } as Fault;
    expect(witnessOf(trial.site, crash).felt).toBe(false);
    await trial.machine('g1s1').restart();
  });
});

test('trouble of one machine is not felt by another one, nor that of one kind as that of another', async () => {
  const bare = { kind: 'database', database: 'storage', how: 'slow', rate: 1, latencyMs: 1 } as const;
  expect(await felt({ ...bare, target: idServer }, uploads)).toBe(false);
  expect(await felt({ ...bare, target: other }, uploads)).toBe(true);
});
