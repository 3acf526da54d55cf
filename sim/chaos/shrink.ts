import fc from 'fast-check';
import { plans } from './arbitrary/plans.ts';
import type { RunReport } from './history.ts';
import type { Plan } from './plan.ts';
import { runPlan } from './run.ts';

/** A plan that fails as one that was given did, made as small as time allowed. */
export interface Shrunk {
  readonly plan: Plan;
  readonly report: RunReport;
  /** Plans that were run so far. */
  readonly tried: number;
}

/** How shrinking ended. */
export interface Shrinking extends Shrunk {
  /** Whether nothing smaller that still fails was left to be tried; false when time was out before. */
  readonly complete: boolean;
  /** fast-check's path to it: which smaller plan was taken at each step. */
  readonly path: string;
}

/** How long it is gone on, and who is told. */
export interface ShrinkOptions {
  /** Milliseconds of real time. */
  readonly timeoutMs: number;
  /** Told of the smallest failing plan so far after every plan that was run, the first one included. */
  readonly onTried?: (smallest: Shrunk) => void;
}

/**
 * Lets fast-check look for the smallest plan that still breaks one of the statements that `plan` breaks. The same plan
 * is made small the same way each time, as far as time allows. Undefined when `plan` breaks none.
 */
export async function shrinkPlan(plan: Plan, { timeoutMs, onTried }: ShrinkOptions): Promise<Shrinking | undefined> {
  const report = await runPlan(plan);
  const broken = new Set(report.violations.map(({ statement }) => statement));
  if (broken.size === 0) return undefined;
  let smallest: Shrunk = { plan, report, tried: 1 };
  let running: Promise<RunReport> = Promise.resolve(report);
  const property = fc.asyncProperty(plans(), async (candidate) => {
    running = candidate === plan ? running : runPlan(candidate);
    const found = await running;
    const tried = candidate === plan ? 1 : smallest.tried + 1;
    const fails = found.violations.some(({ statement }) => broken.has(statement));
    smallest = fails ? { plan: candidate, report: found, tried } : { ...smallest, tried };
    onTried?.(smallest);
    return !fails;
  });
  const details = await fc.check(property, {
    ...{ examples: [[plan]], numRuns: 1, seed: plan.seed, interruptAfterTimeLimit: timeoutMs },
  });
  // An interrupted check does not wait for the run under way; there may be only one at a time in a process.
  await running;
  return { ...smallest, complete: !details.interrupted, path: details.counterexamplePath ?? '' };
}
