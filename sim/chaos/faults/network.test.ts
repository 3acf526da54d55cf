import { expect, test } from 'vitest';
import { type FaultTrial, faultTrial } from '../../../test/chaos/faultTrial.ts';
import type { Fault, Target } from '../plan.ts';

const tracker: Target = { kind: 'tracker', index: 0 };
const storage1: Target = { kind: 'storage', index: 0 };
const client: Target = { kind: 'client', index: 0 };
const span = { atMs: 0, lastsMs: 0 };

/** Whether a tracker answers the client within two seconds. */
const answers = (trial: FaultTrial): Promise<boolean> => trial.settles(trial.client.groups(), 2_000);

/** Lets a fault last for `lastsMs`, heals it, and lets the site get over it. */
async function during(trial: FaultTrial, fault: Fault, lastsMs: number, look: () => Promise<void>): Promise<void> {
  const heal = trial.apply(fault);
  await trial.world.sleep(lastsMs);
  await look();
  await heal();
  await trial.world.sleep(100_000);
  expect(await trial.active()).toEqual(['g1s1', 'g1s2']);
}

test.each([
  [storage1, tracker],
  [tracker, storage1],
])('partition (2 ways): beats of the storage are lost, and come again', async (from, to) => {
  await faultTrial(async (trial) => {
    await during(trial, { ...span, kind: 'partition', from, to, ways: 2 }, 20_000, async () => {
      expect(await trial.active()).toEqual(['g1s2']);
    });
  });
});

test('partition (1 way): only that way is blocked', async () => {
  for (const [from, to, answered] of [
    [storage1, tracker, ['g1s2']],
    [tracker, storage1, ['g1s1', 'g1s2']],
  ] as const) {
    await faultTrial(async (trial) => {
      await during(trial, { ...span, kind: 'partition', from, to, ways: 1 }, 6_000, async () => {
        await trial.world.sleep(from === storage1 ? 14_000 : 0);
        expect(await trial.active()).toEqual(answered);
      });
    });
  }
});

test('partition (2 ways): what is asked does not arrive, whichever machine is named first', async () => {
  await faultTrial(async (trial) => {
    const { host } = trial.machine('tracker1');
    for (const [from, to] of [[client, tracker] as const, [tracker, client] as const]) {
      const heal = trial.apply({ ...span, kind: 'partition', from, to, ways: 2 });
      const asked = host.logged('request').length;
      trial.world.network.cut(trial.machine('client1').host);
      expect(await answers(trial)).toBe(false);
      expect(
        host
          .logged('request')
          .slice(asked)
          .filter(({ command }) => command === 'GROUPS'),
      ).toEqual([]);
      await heal();
      await trial.client.groups();
    }
  });
});

test('partition: one that heals leaves another one of the same machines as it is', async () => {
  await faultTrial(async (trial) => {
    const fault: Fault = { ...span, kind: 'partition', from: client, to: tracker, ways: 2 };
    const [first, second] = [trial.apply(fault), trial.apply(fault)];
    await first();
    expect(await answers(trial)).toBe(false);
    await second();
    expect(await answers(trial)).toBe(true);
  });
});

test('isolate: nobody reaches the machine, the others reach each other', async () => {
  await faultTrial(async (trial) => {
    await during(trial, { ...span, kind: 'isolate', target: storage1 }, 20_000, async () => {
      expect(await trial.active()).toEqual(['g1s2']);
      expect(await trial.upload()).toBeDefined();
    });
  });
});

test('cutConnections: all connections of the machine are reset, and made anew', async () => {
  await faultTrial(async (trial) => {
    const { host } = trial.machine('g1s1');
    const listeners = 1;
    expect(host.openSockets).toBeGreaterThan(listeners);
    trial.apply({ ...span, kind: 'cutConnections', target: storage1 });
    expect(host.openSockets).toBe(listeners);
    await trial.world.sleep(10_000);
    expect(host.openSockets).toBeGreaterThan(listeners);
  });
});

test.each(['refuse', 'hang'] as const)('incoming (%s): nobody new gets in, who is in stays', async (how) => {
  await faultTrial(async (trial) => {
    await during(trial, { ...span, kind: 'incoming', target: tracker, how }, 20_000, async () => {
      trial.world.network.cut(trial.machine('client1').host);
      await trial.world.sleep(100);
      await expect(trial.client.groups()).rejects.toThrow();
      expect(trial.machine('tracker1').host.openSockets).toBe(3);
    });
  });
});

test('incoming: the newest one counts, and an older one again when it ends', async () => {
  await faultTrial(async (trial) => {
    const { machine } = trial.machine('tracker1').host;
    const older = trial.apply({ ...span, kind: 'incoming', target: tracker, how: 'refuse' });
    const newer = trial.apply({ ...span, kind: 'incoming', target: tracker, how: 'hang' });
    expect(machine.incoming).toBe('hang');
    await newer();
    expect(machine.incoming).toBe('refuse');
    await older();
    expect(machine.incoming).toBe('accept');
  });
});

test('clog: everything takes longer, for the machine only', async () => {
  await faultTrial(async (trial) => {
    const usualMs = await trial.takesMs(() => trial.client.groups());
    const heal = trial.apply({ ...span, kind: 'clog', target: tracker, factor: 500 });
    expect(await trial.takesMs(() => trial.client.groups())).toBeGreaterThan(20 * usualMs);
    await heal();
    await trial.world.sleep(10_000);
    expect(await trial.takesMs(() => trial.client.groups())).toBeLessThan(5 * usualMs);
  });
});
