import { expect, test } from 'vitest';
import { faultTrial } from '../../../test/chaos/faultTrial.ts';
import type { Fault, Target } from '../plan.ts';

const storage1: Target = { kind: 'storage', index: 0 };
const span = { atMs: 0, lastsMs: 0 };
const alone = { groups: [{ storages: 1, storePaths: 2, volumeBytes: 2 ** 30 }] };

test('slowDisk: what the disk does takes longer', async () => {
  await faultTrial(async (trial) => {
    const usualMs = await trial.takesMs(() => trial.upload());
    const heal = trial.apply({ ...span, kind: 'slowDisk', target: storage1, factor: 50 });
    expect(await trial.takesMs(() => trial.upload())).toBeGreaterThan(5 * usualMs);
    await heal();
    expect(await trial.takesMs(() => trial.upload())).toBeLessThan(5 * usualMs);
  }, alone);
});

test.each([
  ['sync', 2],
  ['link', 2],
  ['append', 2],
  // An upload goes on to the other store path.
  ['create', 1],
] as const)('diskError (%s): as many operations fail as it says', async (operation, uploadsFailed) => {
  await faultTrial(async (trial) => {
    const heal = trial.apply({ ...span, kind: 'diskError', target: storage1, operation, reason: 'io', times: 2 });
    let failed = 0;
    for (let count = 0; count < 5; count++) {
      await trial.upload().catch(() => {
        failed++;
      });
    }
    expect(failed).toBe(uploadsFailed);
    await heal();
  }, alone);
});

test('diskError: what has not happened when it heals does not happen', async () => {
  await faultTrial(async (trial) => {
    const fault: Fault = { ...span, kind: 'diskError', target: storage1, operation: 'sync', reason: 'io', times: 1000 };
    const heal = trial.apply(fault);
    await expect(trial.upload()).rejects.toThrow();
    await heal();
    await trial.upload();
  }, alone);
});

test('fullVolume: nothing can be stored, what is stored can be read', async () => {
  await faultTrial(async (trial) => {
    const file = await trial.upload();
    const heal = trial.apply({ ...span, kind: 'fullVolume', group: 0 });
    await trial.world.sleep(2_000);
    await expect(trial.upload()).rejects.toThrow(/no store path has room/);
    expect(await trial.download(file)).toHaveLength(1000);
    await heal();
    await trial.world.sleep(2_000);
    await trial.upload();
  }, alone);
});

test.each(['nothing', 'errors'] as const)(
  'unmount (%s): one storage does not see the volume, the other does',
  async (shows) => {
    await faultTrial(async (trial) => {
      const file = await trial.upload();
      const heal = trial.apply({ ...span, kind: 'unmount', target: storage1, shows });
      const before = trial.machine('g1s1').host.machine.disk.files();
      for (let count = 0; count < 10; count++) {
        await trial.upload();
        expect(await trial.download(file)).toHaveLength(1000);
      }
      expect(trial.machine('g1s1').host.machine.disk.files()).toEqual(before);
      const failed = trial
        .machine('g1s1')
        .host.logged('request')
        .filter(({ outcome }) => outcome !== 'ok');
      expect(failed.length).toBeGreaterThan(0);
      const [volume] = trial.site.volumesOf(0);
      expect(volume?.files().size).toBe(11);
      await heal();
      for (let count = 0; count < 10; count++) expect(await trial.download(file)).toHaveLength(1000);
    });
  },
);

test('unmount: alone, nothing is found and nothing is taken for deleted', async () => {
  for (const shows of ['nothing', 'errors'] as const) {
    await faultTrial(async (trial) => {
      const file = await trial.upload();
      const heal = trial.apply({ ...span, kind: 'unmount', target: storage1, shows });
      await expect(trial.client.filesize(file)).rejects.toMatchObject({ errorNumber: shows === 'nothing' ? 503 : 500 });
      await expect(trial.upload()).rejects.toThrow();
      await expect(trial.client.delete(file)).rejects.toThrow();
      await heal();
      expect(await trial.download(file)).toHaveLength(1000);
    }, alone);
  }
});

test('unmount: a storage that starts meanwhile cannot, and does when the volume is back', async () => {
  for (const shows of ['nothing', 'errors'] as const) {
    await faultTrial(async (trial) => {
      const file = await trial.upload();
      const heal = trial.apply({ ...span, kind: 'unmount', target: storage1, shows });
      const machine = trial.machine('g1s1');
      machine.crash();
      const starting = machine.restart();
      expect(await trial.settles(starting, 10_000)).toBe(false);
      await heal();
      await starting;
      await trial.world.sleep(1_000);
      expect(await trial.download(file)).toHaveLength(1000);
    }, alone);
  }
});

test('fullVolume: one of two volumes, and only what is too large for what is left', async () => {
  await faultTrial(async (trial) => {
    const heal = trial.apply({ ...span, kind: 'fullVolume', group: 0, volume: 1, leavesBytes: 1_500 });
    await trial.world.sleep(2_000);
    const [one, other] = trial.site.volumesOf(0);
    const [before, otherBefore] = [one?.files().size ?? 0, other?.files().size ?? 0];
    for (let count = 0; count < 8; count++) await trial.upload(2_000);
    expect([one?.files().size, other?.files().size]).toEqual([before + 8, otherBefore]);
    for (let count = 0; count < 8; count++) await trial.upload(100);
    expect(other?.files().size).toBeGreaterThan(otherBefore);
    await heal();
  }, alone);
});

test('unmount: one of two volumes, the other one takes new files', async () => {
  await faultTrial(async (trial) => {
    const heal = trial.apply({ ...span, kind: 'unmount', target: storage1, volume: 0 });
    const [one, other] = trial.site.volumesOf(0);
    const before = one?.files();
    for (let count = 0; count < 8; count++) await trial.upload();
    expect(one?.files()).toEqual(before);
    expect(other?.files().size).toBe(8);
    expect(trial.site.hardships.felt('g1s1', 'volume away', trial.world.nowMs, trial.world.nowMs)).toBe(true);
    await heal();
    await trial.world.sleep(1);
    expect(trial.site.hardships.felt('g1s1', 'volume away', trial.world.nowMs, trial.world.nowMs)).toBe(false);
  }, alone);
});

// Spec: VOLUME-QUORUM
test('lostVolumeQuorum: one storage refuses uploads, the other takes them', async () => {
  await faultTrial(async (trial) => {
    const file = await trial.upload();
    const heal = trial.apply({ ...span, kind: 'lostVolumeQuorum', target: storage1 });
    for (let count = 0; count < 10; count++) await trial.upload();
    expect(await trial.download(file)).toHaveLength(1000);
    const outcomes = (name: string): string[] => [
      ...new Set(
        trial
          .machine(name)
          .host.logged('request')
          .map(({ command, outcome }) => `${command} ${outcome}`),
      ),
    ];
    expect(outcomes('g1s1')).toContain('UPLOAD 500');
    expect(outcomes('g1s2')).not.toContain('UPLOAD 500');
    await heal();
    await trial.client.delete(file);
  });
});

// Spec: VOLUME-QUORUM
test('lostVolumeQuorum: a delete that is refused has deleted nothing', async () => {
  await faultTrial(async (trial) => {
    const file = await trial.upload();
    const heal = trial.apply({ ...span, kind: 'lostVolumeQuorum', target: storage1 });
    await expect(trial.client.delete(file)).rejects.toMatchObject({ errorNumber: 500 });
    expect(await trial.download(file)).toHaveLength(1000);
    await heal();
    await trial.client.delete(file);
  }, alone);
});

// Spec: VOLUME-SPLIT
test('splitBrain: a file whose copies disagree is neither read nor deleted nor taken for missing until it is healed', async () => {
  await faultTrial(async (trial) => {
    const file = await trial.upload();
    const heal = trial.apply({ ...span, kind: 'splitBrain', group: 0, rate: 1 });
    await expect(trial.download(file)).rejects.toMatchObject({ errorNumber: 500 });
    await expect(trial.client.delete(file)).rejects.toMatchObject({ errorNumber: 500 });
    const later = await trial.upload();
    expect(await trial.download(later)).toHaveLength(1000);
    await heal();
    expect(await trial.download(file)).toHaveLength(1000);
  });
});

// Spec: VOLUME-BLOCKED
test('blockedVolume: what is asked of it waits, the storages stay ACTIVE, and all is done when it answers again', async () => {
  await faultTrial(async (trial) => {
    const file = await trial.upload();
    const heal = trial.apply({ ...span, kind: 'blockedVolume', group: 0 });
    const reading = trial.download(file);
    expect(await trial.settles(reading, 3_000)).toBe(false);
    await trial.world.sleep(20_000);
    expect(await trial.active()).toEqual(['g1s1', 'g1s2']);
    await heal();
    await reading.catch(() => {});
    expect(await trial.download(file)).toHaveLength(1000);
    await trial.upload();
  });
});
