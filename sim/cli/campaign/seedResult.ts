import { planOfSeed } from '../../chaos/arbitrary/planOfSeed.ts';
import { compareRuns, divergenceViolation } from '../../chaos/determinism.ts';
import type { RunReport, Violation } from '../../chaos/history.ts';
import type { Plan } from '../../chaos/plan.ts';
import { runPlan } from '../../chaos/run.ts';
import { tellStory } from '../../chaos/story.ts';
import { commandLine } from '../again.ts';
import { noVariety, type Variety, varietyOf } from './variety.ts';

/** What is kept of the run of one seed. */
export interface SeedResult {
  readonly seed: number;
  readonly hash: string;
  readonly violations: readonly Violation[];
  /** What went wrong, in words; undefined when nothing did. */
  readonly story: string | undefined;
  readonly simulatedMs: number;
  readonly events: number;
  readonly operations: number;
  readonly faults: number;
  readonly probes: Readonly<Record<string, number>>;
  /** Files whose history was searched for an order of all operations, and those that this gave up on. */
  readonly files: number;
  readonly filesGivenUp: number;
  /** Whether it was run twice and compared. */
  readonly compared: boolean;
  readonly variety: SeedVariety;
}

/** What a run had that others may not have. */
export interface SeedVariety {
  /** Kinds of faults that the plan has. */
  readonly faultKinds: readonly string[];
  /** Sizes of uploads. */
  readonly sizes: readonly number[];
  /** Names of users and files. */
  readonly names: number;
  /** Operations under way at once, at most. */
  readonly concurrent: number;
  readonly counts: Variety;
}

/** That of a run that nothing is known of. */
export const NO_VARIETY: SeedVariety = { faultKinds: [], sizes: [], names: 0, concurrent: 0, counts: noVariety() };

const VIOLATIONS_MAX = 20;

/** Runs the plan of a seed, twice if `compare`. */
export async function runSeed(seed: number, compare: boolean): Promise<SeedResult> {
  const plan = planOfSeed(seed);
  const { report, divergence } = compare
    ? await compareRuns(plan)
    : { report: await runPlan(plan), divergence: undefined };
  const violations = [...report.violations, ...(divergence === undefined ? [] : [divergenceViolation(divergence)])];
  const { hash, simulatedMs, events, faults, files, filesGivenUp, probes } = report;
  const again = commandLine('--seed', seed);
  const story = violations.length === 0 ? undefined : tellStory(plan, { ...report, violations }, again);
  return {
    ...{ story, seed, hash, simulatedMs, events, faults, files, filesGivenUp, probes, compared: compare },
    ...{ violations: violations.slice(0, VIOLATIONS_MAX), operations: report.history.length },
    variety: seedVariety(plan, report),
  };
}

/** The result of a seed whose run did not live to tell. */
export function lostSeed(seed: number, why: string): SeedResult {
  return {
    ...{ seed, hash: '', simulatedMs: 0, events: 0, operations: 0, faults: 0, probes: {}, compared: false },
    ...{ files: 0, filesGivenUp: 0 },
    violations: [{ statement: 'SIMULATOR', kind: 'crash', atMs: 0, story: why, operations: [] }],
    story: `Seed ${seed}: the simulator failed: ${why}\nReplay: ${commandLine('--seed', seed)}`,
    variety: NO_VARIETY,
  };
}

function seedVariety(plan: Plan, report: RunReport): SeedVariety {
  const { history } = report;
  const planned = history.filter(({ index }) => index < plan.operations.length);
  const sizes = planned.flatMap(({ operation }) => (operation.kind === 'upload' ? [operation.size] : []));
  return {
    faultKinds: [...new Set(plan.faults.map(({ kind }) => kind))],
    sizes: [...new Set(sizes)],
    names: new Set(planned.map(({ userid, fileid }) => `${userid}\0${fileid}`)).size,
    concurrent: mostAtOnce(history),
    counts: varietyOf(plan, report),
  };
}

function mostAtOnce(history: RunReport['history']): number {
  const moments = history.flatMap(({ startMs, endMs }) => [
    { atMs: startMs, by: 1 },
    ...(endMs === undefined ? [] : [{ atMs: endMs, by: -1 }]),
  ]);
  moments.sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  let now = 0;
  let most = 0;
  for (const { by } of moments) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
