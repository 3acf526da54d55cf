import type { Transcript } from '../wire/transcript.ts';
import type { Part } from './case.ts';
import type { CaseFailure, Finding } from './failure.ts';
import type { Rank } from './statements.ts';

export type Verdict = 'pass' | 'fail' | 'skipped' | 'not applicable' | 'error';
/** One axis of a result. */
export type AxisVerdict = 'ok' | 'wrong' | 'not looked at';

/** How one case went. */
export interface Result {
  readonly id: string;
  readonly part: Part;
  readonly title: string;
  readonly statements: readonly string[];
  readonly rank: Rank;
  readonly verdict: Verdict;
  /** Why, for everything but a pass. */
  readonly why?: string;
  readonly failure?: CaseFailure;
  readonly said: AxisVerdict;
  readonly ended: AxisVerdict;
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  readonly transcripts: readonly Transcript[];
  readonly ms: number;
}
