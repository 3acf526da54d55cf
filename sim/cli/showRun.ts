import { writeFileSync } from 'node:fs';
import { compareRuns, divergenceViolation } from '../chaos/determinism.ts';
import type { RunReport } from '../chaos/history.ts';
import { timelinePage } from '../chaos/html/page.ts';
import { timelineOf } from '../chaos/html/timelineOf.ts';
import type { Plan } from '../chaos/plan.ts';
import type { RunProgress } from '../chaos/run.ts';
import { runPlan } from '../chaos/run.ts';
import { tellStory } from '../chaos/story.ts';
import { ExitCode, exitCodeFor } from './exitCode.ts';
import { interruptible } from './interrupt.ts';
import { mustBeWritable, print } from './output.ts';
import { Progress } from './progress.ts';
import { progressOf, runJson, summaryOf } from './runSummary.ts';

/** How a run is shown. */
export interface ShowOptions {
  /** Where a page with its timeline is written. */
  readonly html?: string;
  readonly json?: boolean;
  /** Printed before it begins. */
  readonly head?: string;
  /** Whether to run it twice and compare. */
  readonly twice?: boolean;
  /** The command that does it again. */
  readonly again: string;
  /** The command that makes it small, if it fails. */
  readonly smaller: string;
  /** The hash it is expected to have. */
  readonly expectedHash?: string | undefined;
}

/** Runs a plan, prints what came of it, and resolves to the exit code and the report. */
export async function showRun(plan: Plan, options: ShowOptions): Promise<{ code: ExitCode; report: RunReport }> {
  mustBeWritable(options.html);
  const startMs = performance.now();
  const { report, divergence } = await watched(plan, options);
  const tookMs = performance.now() - startMs;
  const violations = [...report.violations, ...(divergence === undefined ? [] : [divergenceViolation(divergence)])];
  const code = exitCodeFor(violations);
  const story = tellStory(plan, { ...report, violations }, options.again);
  if (options.html !== undefined) writeFileSync(options.html, timelinePage(timelineOf(plan, report, story)));
  if (options.json) {
    print(
      JSON.stringify({
        ...runJson(report),
        violations,
        exitCode: code,
        again: options.again,
        ...sameness(report, options),
      }),
    );
    return { code, report };
  }
  print(summaryOf(plan, report, tookMs));
  if (violations.length === 0) print(options.twice ? 'the same twice; nothing was violated' : 'nothing was violated');
  else print(`\n${story}\nSmaller: ${options.smaller}`);
  if (options.html !== undefined) print(`timeline: ${options.html}`);
  return { code, report };
}

/** Runs it, with a progress line; Ctrl-C tells how far it came. */
function watched(plan: Plan, { html, json, head, twice, again }: ShowOptions): ReturnType<typeof compareRuns> {
  const progress = new Progress();
  const startMs = performance.now();
  let reached: RunProgress | undefined;
  const onProgress = (now: RunProgress): void => {
    reached = now;
    progress.show(() => progressOf(plan, now, performance.now() - startMs));
  };
  const tell = (): void => {
    progress.clear();
    if (json)
      print(JSON.stringify({ seed: plan.seed, interrupted: true, ...reached, exitCode: ExitCode.interrupted, again }));
    else {
      print(
        reached === undefined
          ? 'interrupted before it began'
          : `interrupted: ${progressOf(plan, reached, performance.now() - startMs)}`,
      );
      print(`Replay: ${again}`);
    }
  };
  return interruptible(tell, async () => {
    if (head !== undefined) print(head);
    const options = { marks: html !== undefined, onProgress };
    const both = twice
      ? await compareRuns(plan, options)
      : { report: await runPlan(plan, options), divergence: undefined };
    progress.clear();
    return both;
  });
}

function sameness({ hash }: RunReport, { expectedHash }: ShowOptions): object {
  return expectedHash === undefined ? {} : { expectedHash, same: hash === expectedHash };
}
