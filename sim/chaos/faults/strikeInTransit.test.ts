import { expect, test } from 'vitest';
import { HEAD_SIZE } from '../../../src/protocol/head.ts';
import { UPLOAD_PREFIX_SIZE } from '../../../src/protocol/upload.ts';
import { faultTrial } from '../../../test/chaos/faultTrial.ts';

const SIZE = 500_000;

test.each(['cut', 'stop', 'reset', 'closed', 'silent'] as const)(
  'strikeInTransit (%s): the storage that sends is struck on the way, and the download goes on elsewhere',
  async (how) => {
    await faultTrial(async (trial) => {
      const file = await trial.upload(SIZE);
      let arrived = 0;
      const deafen = trial.site.transit.listen((_, bytes) => {
        arrived += bytes;
      });
      const processes = [...trial.site.machines.values()].map(({ host }) => host);
      const heal = trial.apply({ atMs: 0, lastsMs: 0, kind: 'strikeInTransit', of: 'storage', nth: SIZE / 2, how });
      expect(await trial.download(file)).toHaveLength(SIZE);
      await heal();
      deafen();
      // Who is told to stop ends what it has begun; otherwise there is a second reply, with a head of its own.
      if (how === 'stop') expect(arrived).toBe(HEAD_SIZE + SIZE);
      else expect(arrived).toBeGreaterThan(HEAD_SIZE + SIZE);
      const restarted = [...trial.site.machines.values()].filter(({ host }) => !processes.includes(host));
      expect(restarted.map(({ kind }) => kind)).toEqual(how === 'cut' ? [] : ['storage']);
    });
  },
);

test('strikeInTransit: nothing happens when it is taken back before', async () => {
  await faultTrial(async (trial) => {
    const file = await trial.upload();
    const { host } = trial.machine('g1s1');
    const span = { atMs: 0, lastsMs: 0 };
    await trial.apply({ ...span, kind: 'strikeInTransit', of: 'storage', nth: 1, how: 'closed' })();
    await trial.download(file);
    expect(trial.machine('g1s1').host).toBe(host);
  });
});

test('strikeInTransit (requests): a storage that has got all of an upload loses the connection before it answers', async () => {
  await faultTrial(async (trial) => {
    const requests: number[] = [];
    const deafen = trial.site.transit.listen((_, bytes) => requests.push(bytes), 'requests');
    const nth = HEAD_SIZE + UPLOAD_PREFIX_SIZE + SIZE;
    const heal = trial.apply({
      ...{ atMs: 0, lastsMs: 0 },
      kind: 'strikeInTransit',
      of: 'storage',
      nth,
      how: 'cut',
      requests: true,
    });
    const file = await trial.upload(SIZE);
    await heal();
    deafen();
    // All of it was sent twice.
    expect(requests.reduce((sum, bytes) => sum + bytes)).toBeGreaterThan(2 * SIZE);
    expect(await trial.download(file)).toHaveLength(SIZE);
  });
});
