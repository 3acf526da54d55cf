import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machineNames, type Plan } from '../plan.ts';
import { planOfSeed } from './planOfSeed.ts';
import { plans } from './plans.ts';
import { smallerPlans } from './smallerPlans.ts';

describe('the plans that are drawn', () => {
  it('have everything within the time of the chaos, in order, and targets that exist', () => {
    fc.assert(
      fc.property(plans(), ({ chaosMs, topology, operations, faults }) => {
        for (const parts of [operations, faults]) {
          const times = parts.map(({ atMs }) => atMs);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          for (const atMs of times) expect(atMs >= 0 && atMs <= chaosMs && Number.isInteger(atMs)).toBe(true);
        }
        for (const { client } of operations) expect(client).toBeLessThan(topology.clients);
        expect(topology.clockSkewMs).toHaveLength(machineNames(topology).length);
        expect(topology.checkActiveIntervalMs).toBeGreaterThan(2 * topology.heartBeatIntervalMs);
        const numbers = JSON.stringify([topology, operations, faults]);
        expect(numbers).not.toContain('null');
      }),
      { numRuns: 200 },
    );
  });

  it('are the same for the same seed and come through JSON unchanged', () => {
    expect(planOfSeed(77)).toEqual(planOfSeed(77));
    expect(JSON.parse(JSON.stringify(planOfSeed(77)))).toEqual(planOfSeed(77));
  });
});

function firstOf(candidates: Iterable<Plan>, wanted: (plan: Plan) => boolean): Plan | undefined {
  for (const plan of candidates) if (wanted(plan)) return plan;
  return undefined;
}

describe('the smaller plans of a plan', () => {
  const weight = (plan: Plan): number => JSON.stringify(plan).length;

  it('lead, taken greedily, to a plan with nothing but what has to stay', () => {
    const keep = (plan: Plan): boolean =>
      plan.operations.some(({ kind }) => kind === 'upload') && plan.faults.length > 0;
    const start = Array.from({ length: 50 }, (_, seed) => planOfSeed(seed)).find(keep) as Plan;
    let plan = start;
    for (let steps = 0; steps < 2_000; steps++) {
      const next = firstOf(smallerPlans(plan), keep);
      if (next === undefined) break;
      plan = next;
    }
    expect(plan.operations).toHaveLength(1);
    expect(plan.faults).toHaveLength(1);
    expect(plan.topology).toMatchObject({ trackers: 1, idServers: 1, clients: 1 });
    expect(plan.topology.groups).toHaveLength(1);
    expect(weight(plan)).toBeLessThan(weight(start));
  });

  it('have no operation of a client that there is not: whoever judges goes by its name', () => {
    const plan = Array.from({ length: 50 }, (_, seed) => planOfSeed(seed)).find(
      ({ topology, operations }) => topology.clients > 2 && operations.some(({ client }) => client > 1),
    ) as Plan;
    for (const { topology, operations } of smallerPlans(plan)) {
      for (const { client } of operations) expect(client).toBeLessThan(topology.clients);
    }
  });

  it('are all different from it', () => {
    const plan = planOfSeed(5);
    for (const smaller of smallerPlans(plan)) expect(smaller).not.toEqual(plan);
  });
});
