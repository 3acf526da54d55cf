import { describe, expect, it } from 'vitest';
import { planOfSeed } from './arbitrary/planOfSeed.ts';
import type { Plan } from './plan.ts';
import { shrinkPlan } from './shrink.ts';

const TIMEOUT_MS = 600_000;

/** A site that is configured so that it cannot work: its storages count as dead before their next heartbeat. */
function misconfigured(seed: number): Plan {
  const plan = planOfSeed(seed, 20_000);
  return { ...plan, topology: { ...plan.topology, heartBeatIntervalMs: 10_000, checkActiveIntervalMs: 1_000 } };
}

describe('shrinking', () => {
  it('takes away what a violation does not need, and does so the same way each time', async () => {
    const plan = misconfigured(1);
    const told: number[] = [];
    const options = { timeoutMs: TIMEOUT_MS, onTried: ({ tried }: { tried: number }) => void told.push(tried) };
    const shrunk = await shrinkPlan(plan, options);
    expect(shrunk).toMatchObject({ complete: true, plan: { operations: [] } });
    expect(shrunk?.plan.faults.length).toBeLessThan(2);
    expect(shrunk?.report.violations.length).toBeGreaterThan(0);
    expect(told).toEqual(Array.from({ length: shrunk?.tried ?? 0 }, (_, at) => at + 1));
    const again = await shrinkPlan(plan, { timeoutMs: TIMEOUT_MS });
    expect(again?.path).toBe(shrunk?.path);
    expect(again?.plan).toEqual(shrunk?.plan);
    expect(again?.report.hash).toBe(shrunk?.report.hash);
  });

  it('gives what it has when time is out', async () => {
    const plan = misconfigured(2);
    const shrunk = await shrinkPlan(plan, { timeoutMs: 1 });
    expect(shrunk?.complete).toBe(false);
    expect(shrunk?.report.violations.length).toBeGreaterThan(0);
  });

  it('has nothing to do when nothing is violated', async () => {
    expect(
      await shrinkPlan({ ...planOfSeed(7), operations: [], faults: [] }, { timeoutMs: TIMEOUT_MS }),
    ).toBeUndefined();
  });
});
