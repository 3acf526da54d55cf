import { writeFileSync } from 'node:fs';
import { compareRuns, type Divergence } from '../chaos/determinism.ts';
import type { RunReport, Violation } from '../chaos/history.ts';
import { timelinePage } from '../chaos/html/page.ts';
import { timelineOf } from '../chaos/html/timelineOf.ts';
import type { Plan } from '../chaos/plan.ts';
import { runPlan } from '../chaos/run.ts';
import { tellStory } from '../chaos/story.ts';
import { type ExitCode, exitCodeFor } from './exitCode.ts';
import { runJson, summaryOf } from './runSummary.ts';

/** How a run is shown. */
export interface ShowOptions {
  /** Where a page with its timeline is written. */
  readonly html?: string;
  readonly json?: boolean;
  /** Whether to run it twice and compare. */
  readonly twice?: boolean;
  /** The command that does it again. */
  readonly again: string;
}

/** Runs a plan, prints what came of it, and resolves to the exit code and the report. */
export async function showRun(plan: Plan, options: ShowOptions): Promise<{ code: ExitCode; report: RunReport }> {
  const startMs = performance.now();
  const marks = options.html !== undefined;
  const { report, divergence } =
    options.twice && !marks
      ? await compareRuns(plan)
      : { report: await runPlan(plan, { marks }), divergence: undefined };
  const tookMs = performance.now() - startMs;
  const violations = [...report.violations, ...(divergence === undefined ? [] : [divergenceViolation(divergence)])];
  const code = exitCodeFor(violations);
  const story = tellStory(plan, { ...report, violations }, options.again);
  if (options.html !== undefined) writeFileSync(options.html, timelinePage(timelineOf(plan, report, story)));
  if (options.json) {
    print(JSON.stringify({ ...runJson(report), violations, exitCode: code, again: options.again }));
  } else {
    print(summaryOf(plan, report, tookMs));
    if (violations.length === 0) print('nothing was violated');
    else print(`\n${story}`);
    if (options.html !== undefined) print(`timeline: ${options.html}`);
  }
  return { code, report };
}

/** Two runs of one plan that differ, as a violation. */
export function divergenceViolation({ step, kind, first, second, stack }: Divergence): Violation {
  return {
    ...{ statement: 'SIMULATOR', kind: 'determinism', atMs: 0, operations: [] },
    story: `The same plan gave another run: step ${step}, a ${kind}, was ${first} first and ${second} then. ${stack}`,
  };
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
