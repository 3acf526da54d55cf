import { expect, test } from 'vitest';
import { faultTrial } from '../../../test/chaos/faultTrial.ts';

const storage1 = { kind: 'storage', index: 0 } as const;
const span = { atMs: 0, lastsMs: 0 };

test.each(['reset', 'closed', 'silent'] as const)(
  'crash (%s): the process is gone, and is started again',
  async (how) => {
    await faultTrial(async (trial) => {
      const file = await trial.upload();
      const machine = trial.machine('g1s1');
      const before = machine.host;
      const heal = trial.apply({ ...span, kind: 'crash', target: storage1, connections: how, disk: 'lost' });
      expect(before.alive).toBe(false);
      await trial.world.sleep(15_000);
      expect(await trial.active()).toEqual(['g1s2']);
      await heal();
      await trial.world.sleep(1_000);
      expect(machine.host).not.toBe(before);
      expect(await trial.active()).toEqual(['g1s1', 'g1s2']);
      expect(await trial.download(file)).toHaveLength(1000);
    });
  },
);

test('crash: healing leaves a process alone that was started meanwhile, and a dead machine is not crashed again', async () => {
  await faultTrial(async (trial) => {
    const fault = { ...span, kind: 'crash', target: storage1, connections: 'reset', disk: 'lost' } as const;
    const [first, second] = [trial.apply(fault), trial.apply(fault)];
    await first();
    const { host } = trial.machine('g1s1');
    await second();
    await first();
    expect(trial.machine('g1s1').host).toBe(host);
    expect(host.alive).toBe(true);
  });
});

test('crash: a storage alone in its group loses what was not synced on its volume', async () => {
  const groups = [{ storages: 1, storePaths: 1, volumeBytes: 2 ** 30 }];
  await faultTrial(
    async (trial) => {
      const file = await trial.upload();
      const [volume] = trial.site.volumesOf(0);
      volume?.makeFolders(['not', 'synced'], 0);
      await trial.apply({ ...span, kind: 'crash', target: storage1, connections: 'reset', disk: 'lost' })();
      expect(volume?.find(['not'])).toBe(undefined);
      await trial.world.sleep(1_000);
      expect(await trial.download(file)).toHaveLength(1000);
    },
    { groups },
  );
});

test('blackout: all storages of the group and their volumes lose their power, and come back', async () => {
  await faultTrial(async (trial) => {
    const file = await trial.upload();
    const [volume] = trial.site.volumesOf(0);
    volume?.makeFolders(['not', 'synced'], 0);
    const heal = trial.apply({ ...span, kind: 'blackout', group: 0, disk: 'lost' });
    expect([trial.machine('g1s1').host.alive, trial.machine('g1s2').host.alive]).toEqual([false, false]);
    expect(volume?.find(['not'])).toBe(undefined);
    await heal();
    await trial.world.sleep(1_000);
    expect(await trial.download(file)).toHaveLength(1000);
  });
});

test('crashAtDisk: the process dies just before that operation', async () => {
  const alive: boolean[] = [];
  for (const nth of [1, 5, 10_000]) {
    await faultTrial(async (trial) => {
      const { host } = trial.machine('g1s1');
      let count = 0;
      host.diskFaults.addWatcher(() => count++);
      const heal = trial.apply({ ...span, kind: 'crashAtDisk', target: storage1, nth });
      for (let file = 0; file < 10; file++) await trial.upload();
      alive.push(host.alive);
      expect(host.alive ? nth : count).toBe(nth);
      await heal();
      trial.machine('g1s1').host.diskFaults.clear();
      await trial.world.sleep(1_000);
      expect(await trial.active()).toEqual(['g1s1', 'g1s2']);
    });
  }
  expect(alive).toEqual([false, false, true]);
});

test('crashAtDisk: with `starting` it is the next process that dies, in its start', async () => {
  await faultTrial(async (trial) => {
    const machine = trial.machine('g1s1');
    const first = machine.host;
    const heal = trial.apply({ ...span, kind: 'crashAtDisk', target: storage1, nth: 3, starting: true });
    expect([first.alive, machine.host === first]).toEqual([false, false]);
    await trial.world.sleep(1_000);
    expect([machine.host.alive, machine.daemon]).toEqual([false, undefined]);
    await heal();
    await trial.world.sleep(6_000);
    expect(await trial.active()).toEqual(['g1s1', 'g1s2']);
  });
});

test('rollingRestart: every machine of the kind gets a new process, one after the other', async () => {
  await faultTrial(async (trial) => {
    const machines = trial.site.ofKind('storage');
    const before = machines.map(({ host }) => host);
    const heal = trial.apply({ ...span, kind: 'rollingRestart', of: 'storage', pauseMs: 0 });
    let mostDown = 0;
    for (let ms = 0; ms < 2_000; ms += 0.5) {
      mostDown = Math.max(mostDown, machines.filter(({ daemon }) => daemon === undefined).length);
      await trial.world.sleep(0.5);
    }
    await heal();
    expect(mostDown).toBe(1);
    expect(machines.map(({ host }, at) => host === before[at])).toEqual([false, false]);
  });
});

test('rollingRestart: healing it stops it, when the restart under way is done', async () => {
  await faultTrial(async (trial) => {
    const [, second] = trial.site.ofKind('storage');
    const before = second?.host;
    await trial.apply({ ...span, kind: 'rollingRestart', of: 'storage', pauseMs: 2_000 })();
    await trial.world.sleep(10_000);
    expect(second?.host).toBe(before);
  });
});

test('pause: nothing of the process runs, its connections stay open, and it goes on where it was', async () => {
  await faultTrial(async (trial) => {
    const { host } = trial.machine('tracker1');
    await trial.client.groups();
    const heal = trial.apply({ ...span, kind: 'pause', target: { kind: 'tracker', index: 0 } });
    const [sockets, lines] = [host.openSockets, host.lines.length];
    const asking = trial.client.groups();
    expect(await trial.settles(asking, 4_000)).toBe(false);
    expect(host.openSockets).toBeGreaterThanOrEqual(sockets);
    expect(host.lines).toHaveLength(lines);
    await heal();
    expect(await asking).toContain('g1s1');
  });
});

test('pause: overlapping pauses last until the last one ends', async () => {
  await faultTrial(async (trial) => {
    const fault = { ...span, kind: 'pause', target: { kind: 'tracker', index: 0 } } as const;
    const [first, second] = [trial.apply(fault), trial.apply(fault)];
    await first();
    expect(await trial.settles(trial.client.groups(), 4_000)).toBe(false);
    await second();
    await trial.client.groups();
  });
});
