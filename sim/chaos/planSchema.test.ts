import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { planOfSeed } from './arbitrary/planOfSeed.ts';
import type { Fault, Operation, Plan, Topology } from './plan.ts';
import { planSchema } from './planSchema.ts';
import { SCENARIOS } from './scenarios.ts';

type Parsed = z.infer<typeof planSchema>;
type Immutable<T> = { readonly [Key in keyof T]: Immutable<T[Key]> };

describe('the schema of plans', () => {
  it('says what the types say', () => {
    expectTypeOf<Parsed>().toExtend<Plan>();
    expectTypeOf<Plan>().toExtend<Immutable<Parsed>>();
    expectTypeOf<Fault['kind']>().toEqualTypeOf<Parsed['faults'][number]['kind']>();
    expectTypeOf<Operation['kind']>().toEqualTypeOf<Parsed['operations'][number]['kind']>();
    expectTypeOf<keyof Topology>().toEqualTypeOf<keyof Parsed['topology']>();
  });

  it('takes every plan that is drawn, and changes none', () => {
    for (let seed = 0; seed < 100; seed++) {
      const plan = planOfSeed(seed);
      expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    }
    for (const scenario of Object.values(SCENARIOS)) {
      const plan = scenario.plan(1, 60_000);
      expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    }
  });

  it.each<[string, (plan: Plan) => unknown]>([
    ['no seed', ({ seed: _, ...rest }) => rest],
    ['nobody', (plan) => ({ ...plan, topology: { ...plan.topology, trackers: 0 } })],
    ['a million machines', (plan) => ({ ...plan, topology: { ...plan.topology, clients: 1_000_000 } })],
    ['operations that are no list', (plan) => ({ ...plan, operations: {} })],
    ['an operation that nobody knows', (plan) => ({ ...plan, operations: [{ kind: 'rename', atMs: 1, client: 0 }] })],
    ['a time before the start', (plan) => ({ ...plan, operations: [{ kind: 'groups', atMs: -1, client: 0 }] })],
    ['a fault without a target', (plan) => ({ ...plan, faults: [{ kind: 'pause', atMs: 1, lastsMs: 1 }] })],
    ['a word that nobody knows', (plan) => ({ ...plan, extra: 1 })],
  ])('refuses %s', (_, change) => {
    expect(planSchema.safeParse(change(planOfSeed(1))).success).toBe(false);
  });
});
