import { expect, test } from 'vitest';
import { faultTrial } from '../../../test/chaos/faultTrial.ts';
import type { DatabaseName, Target } from '../plan.ts';

const tracker: Target = { kind: 'tracker', index: 0 };
const span = { atMs: 0, lastsMs: 0 };

test.each([3_600_000, -3_600_000])('clockJump by %d ms: the wall clock jumps, nobody goes offline', async (byMs) => {
  await faultTrial(async (trial) => {
    const { clock } = trial.machine('tracker1').host;
    const [wallMs, monotonicMs] = [clock.wallMs(), clock.monotonicMs()];
    const heal = trial.apply({ ...span, lastsMs: 1, kind: 'clockJump', target: tracker, byMs });
    expect([clock.wallMs(), clock.monotonicMs()]).toEqual([wallMs + byMs, monotonicMs]);
    expect(await trial.active()).toEqual(['g1s1', 'g1s2']);
    await heal();
    expect(clock.wallMs() - wallMs).toBeCloseTo(clock.monotonicMs() - monotonicMs, -1);
  });
});

test('clockJump: one that does not last stays', async () => {
  await faultTrial(async (trial) => {
    const { clock } = trial.machine('tracker1').host;
    const wallMs = clock.wallMs();
    await trial.apply({ ...span, kind: 'clockJump', target: tracker, byMs: 5000 })();
    expect(clock.wallMs()).toBe(wallMs + 5000);
  });
});

test('clockDrift: the wall clock gains or loses, without a jump when it begins or ends', async () => {
  await faultTrial(async (trial) => {
    const { clock } = trial.machine('tracker1').host;
    const ahead = (): number => clock.wallMs() - clock.monotonicMs();
    const before = ahead();
    const heals = [20, -70].map((msPerSecond) =>
      trial.apply({ ...span, kind: 'clockDrift', target: tracker, msPerSecond }),
    );
    expect(ahead()).toBeCloseTo(before, -1);
    await trial.world.sleep(100_000);
    expect(ahead() - before).toBeCloseTo(-5_000, -1);
    for (const heal of heals) await heal();
    await trial.world.sleep(100_000);
    expect(ahead() - before).toBeCloseTo(-5_000, -1);
    expect(await trial.active()).toEqual(['g1s1', 'g1s2']);
  });
});

test.each<DatabaseName>(['tracker', 'ids', 'storage'])(
  'database (%s): uploads fail while it is away',
  async (database) => {
    await faultTrial(
      async (trial) => {
        const heal = trial.apply({ ...span, kind: 'database', database, how: 'away', rate: 1, latencyMs: 10 });
        await expect(trial.upload()).rejects.toThrow(/503|gone away|AllServersFailed/i);
        await heal();
        await trial.upload();
      },
      { idStep: 1 },
    );
  },
);

test.each(['forgetsAll', 'evicts', 'errors', 'readOnly', 'asynchronousFailover', 'slow'] as const)(
  'cache (%s): costs time at most',
  async (how) => {
    await faultTrial(async (trial) => {
      const file = await trial.upload();
      const heal = trial.apply({ ...span, kind: 'cache', how, rate: 1, latencyMs: 100 });
      for (let count = 0; count < 5; count++) expect(await trial.client.filesize(file)).toBe(1000);
      await heal();
      expect(await trial.client.filesize(file)).toBe(1000);
    });
  },
);

test('database: trouble of one machine is not that of another', async () => {
  await faultTrial(
    async (trial) => {
      const target: Target = { kind: 'storage', index: 0 };
      const fault = { ...span, kind: 'database', database: 'storage', how: 'away', rate: 1, latencyMs: 10 } as const;
      const heal = trial.apply({ ...fault, target });
      for (let count = 0; count < 10; count++) await trial.upload();
      const felt = ['g1s1', 'g1s2'].map((name) => trial.site.hardships.felt(name, 'database', 0, trial.world.nowMs));
      expect(felt).toEqual([true, false]);
      await heal();
    },
    { idStep: 1 },
  );
});
