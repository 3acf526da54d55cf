import type { Result } from './verdict.ts';

/**
 * Failures that say nothing of their own, with the reason for each: a case that did not get as far as its question. Either a
 * step failed that another case judges and which failed there too, or a statement is broken that it does not name and
 * that another failed case names. What is left out is asked again when the cause is gone: it is no pass.
 */
export function consequences(failed: readonly Result[]): Map<Result, string> {
  const found = new Map<Result, string>();
  const judges = new Set(failed.filter((result) => stepOf(result) === result.id).map(({ id }) => id));
  for (const result of failed) {
    const step = stepOf(result);
    if (step !== undefined && step !== result.id && judges.has(step))
      found.set(result, `blocked: ${step} fails already`);
  }
  // What is blocked already explains nothing: every chain ends with a failure that is reported.
  const others = failed.filter((result) => !found.has(result));
  const named = new Map<string, Result>();
  for (const result of [...others].reverse()) {
    const broken = brokenBy(result);
    if (broken !== undefined && result.statements.includes(broken)) named.set(`${result.part} ${broken}`, result);
  }
  for (const result of others) {
    const broken = brokenBy(result);
    const cause = named.get(`${result.part} ${broken}`);
    if (broken === undefined || cause === undefined || result.statements.includes(broken)) continue;
    found.set(result, `blocked: ${broken} is broken, see ${cause.id}`);
  }
  return found;
}

/** The statement that a failed case says is broken. */
function brokenBy({ verdict, failure, statements }: Result): string | undefined {
  return verdict === 'fail' ? (failure?.statement ?? statements[0]) : undefined;
}

/** The id of the case that judges the step which failed. */
function stepOf({ verdict, failure, part }: Result): string | undefined {
  return verdict === 'fail' && failure?.step !== undefined ? `${part}/${failure.step}` : undefined;
}
