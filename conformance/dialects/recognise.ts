import type { Finding } from '../runner/failure.ts';
import type { Result } from '../runner/verdict.ts';
import type { Observed } from './dialect.ts';
import { exchange } from './evidence.ts';
import { DIALECTS } from './index.ts';

/** A dialect that the target speaks, and the deviations that come from it. */
export interface Recognised {
  readonly name: string;
  readonly title: string;
  /** Ids of the failed cases, and of those with findings, that it explains. */
  readonly explains: readonly string[];
}

/** What the dialects make of the results. */
export interface Explanations {
  readonly recognised: readonly Recognised[];
  /** The dialect that explains a failed case. */
  failure(result: Result): string | undefined;
  finding(finding: Finding): string | undefined;
}

/** Finds the dialects that the target speaks, and what each explains; the first that explains a failure has it. */
export function recognise(results: readonly Result[]): Explanations {
  const observed: Observed[] = results.map((result) => ({ result, exchanges: result.transcripts.map(exchange) }));
  const spoken = DIALECTS.filter((dialect) => dialect.recognised(observed));
  const failures = new Map<Result, string>();
  const findings = new Map<Finding, string>();
  for (const each of observed) {
    const dialect = each.result.failure && spoken.find((candidate) => candidate.explains(each));
    if (dialect !== undefined) failures.set(each.result, dialect.name);
    for (const finding of each.result.findings) {
      const reason = spoken.find((candidate) => candidate.explainsFinding?.(finding));
      if (reason !== undefined) findings.set(finding, reason.name);
    }
  }
  const recognised = spoken.map(({ name, title }) => ({
    name,
    title,
    explains: results
      .filter(
        (result) => failures.get(result) === name || result.findings.some((finding) => findings.get(finding) === name),
      )
      .map(({ id }) => id),
  }));
  return {
    recognised,
    failure: (result) => failures.get(result),
    finding: (finding) => findings.get(finding),
  };
}
