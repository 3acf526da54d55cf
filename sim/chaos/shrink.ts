import { plans } from './arbitrary/plans.ts';
import type { RunReport } from './history.ts';
import type { Plan } from './plan.ts';
import { runPlan } from './run.ts';

/** A plan that fails as one that was given did, made as small as time allowed. */
export interface Shrunk {
  readonly plan: Plan;
  readonly report: RunReport;
  /** Plans that were run on the way. */
  readonly tried: number;
}

/** How long it is gone on, and who is told. */
export interface ShrinkOptions {
  /** Milliseconds of real time. */
  readonly timeoutMs: number;
  /** Told after every plan that was run. */
  readonly onTried?: (tried: number, smallest: Plan) => void;
}

/**
 * Looks for the smallest plan that still breaks one of the statements that `plan` breaks. The candidates come from the shrinking of the
 * arbitrary of plans, one after another, and each success is gone on from.
 * Undefined when `plan` breaks none.
 */
export async function shrinkPlan(plan: Plan, { timeoutMs, onTried }: ShrinkOptions): Promise<Shrunk | undefined> {
  const report = await runPlan(plan);
  const broken = new Set(report.violations.map(({ statement }) => statement));
  if (broken.size === 0) return undefined;
  const endMs = performance.now() + timeoutMs;
  const arbitrary = plans();
  let smallest: Shrunk = { plan, report, tried: 1 };
  let tried = 1;
  for (let smaller = true; smaller; ) {
    smaller = false;
    for (const { value: candidate } of arbitrary.shrink(smallest.plan, undefined)) {
      if (performance.now() >= endMs) return { ...smallest, tried };
      const found = await runPlan(candidate);
      tried++;
      smaller = found.violations.some(({ statement }) => broken.has(statement));
      if (smaller) smallest = { plan: candidate, report: found, tried };
      onTried?.(tried, smallest.plan);
      if (smaller) break;
    }
  }
  return { ...smallest, tried };
}
