import fc from 'fast-check';
import type { Plan } from '../plan.ts';
import { planOfSeed } from './planOfSeed.ts';
import { smallerPlans } from './smallerPlans.ts';

/** What plans an arbitrary gives. */
export interface PlanConstraints {
  /** How long the chaos lasts; drawn unless given. */
  readonly chaosMs?: number;
}

/**
 * Plans of every kind: topology, workload and fault schedule, as a seed draws them, so that each one has a seed that
 * gives it again. They shrink as plans: whole parts go first, then numbers get small.
 */
class PlanArbitrary extends fc.Arbitrary<Plan> {
  readonly #constraints: PlanConstraints;

  constructor(constraints: PlanConstraints) {
    super();
    this.#constraints = constraints;
  }

  generate(random: fc.Random): fc.Value<Plan> {
    return new fc.Value(planOfSeed(random.nextInt(0, 2 ** 31 - 1), this.#constraints.chaosMs), undefined);
  }

  canShrinkWithoutContext(value: unknown): value is Plan {
    return typeof value === 'object' && value !== null && 'topology' in value;
  }

  shrink(plan: Plan): fc.Stream<fc.Value<Plan>> {
    return fc.stream(smallerPlans(plan)).map((smaller) => new fc.Value(smaller, undefined));
  }
}

/** Any plan. */
export function plans(constraints: PlanConstraints = {}): fc.Arbitrary<Plan> {
  return new PlanArbitrary(constraints);
}
