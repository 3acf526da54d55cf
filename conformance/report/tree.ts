import { type Recognised, recognise } from '../dialects/recognise.ts';
import type { Part } from '../runner/case.ts';
import { consequences } from '../runner/consequences.ts';
import type { Finding } from '../runner/failure.ts';
import type { Profile } from '../runner/profile.ts';
import type { Rank } from '../runner/statements.ts';
import type { AxisVerdict, Result, Verdict } from '../runner/verdict.ts';
import { type Score, scores } from './score.ts';
import { type Story, stories } from './story.ts';

/** How a verdict counts: `tolerated` by the profile, `expected` by the user's list. */
export type Outcome = 'ok' | 'failed' | 'expected failure' | 'unexpected pass' | 'tolerated' | 'not judged' | 'error';

/** Bytes or words, side by side. */
export interface Comparison {
  readonly expected?: Uint8Array | string;
  readonly got?: Uint8Array | string;
  /** Where they begin, when they are a part of something longer. */
  readonly offset?: number;
}

export interface ReportCase {
  readonly id: string;
  readonly part: Part;
  readonly title: string;
  readonly statements: readonly string[];
  readonly rank: Rank;
  readonly verdict: Verdict;
  readonly outcome: Outcome;
  readonly why?: string;
  /** The statement that is broken. */
  readonly broken?: string;
  readonly comparison?: Comparison;
  /** True when it fails only by what binds reference implementations: a finding, such as another error number. */
  readonly byFinding?: true;
  /** The dialect that explains the failure. */
  readonly dialect?: string;
  readonly said: AxisVerdict;
  readonly ended: AxisVerdict;
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  readonly conversations: readonly Story[];
  readonly ms: number;
}

/** All that a report of any format says. */
export interface Report {
  readonly tool: string;
  readonly version: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly profile: string;
  readonly seed: number;
  /** What was judged: part and address. */
  readonly targets: readonly { readonly part: Part; readonly where: string; readonly unreachable?: string }[];
  readonly cases: readonly ReportCase[];
  readonly scores: readonly Score[];
  readonly dialects: readonly Recognised[];
}

export interface ReportFacts extends Pick<Report, 'version' | 'startedAt' | 'seconds' | 'seed' | 'targets'> {
  readonly profile: Profile;
  readonly expected: ReadonlySet<string>;
}

/** Judges the results by profile, dialects and expectations, and gives the one tree that all formats are made from. */
export function growReport(results: readonly Result[], facts: ReportFacts): Report {
  const explanations = recognise(results);
  const blocked = consequences(results.filter((result) => explanations.failure(result) === undefined));
  const cases = results.map((result) => {
    const cause = blocked.get(result);
    if (cause !== undefined) return reportCase(asBlocked(result, cause), undefined, facts);
    const strict = strictly(result, facts.profile, (finding) => explanations.finding(finding));
    const dialect = explanations.failure(result) ?? strict.dialect;
    return reportCase(strict.result, dialect, facts);
  });
  return {
    tool: 'tnv-conformance',
    version: facts.version,
    startedAt: facts.startedAt,
    seconds: facts.seconds,
    profile: facts.profile.name,
    seed: facts.seed,
    targets: facts.targets,
    cases,
    scores: scores(cases),
    dialects: explanations.recognised,
  };
}

/** A failure that another case reports. */
function asBlocked(result: Result, why: string): Result {
  const { failure, ...rest } = result;
  return { ...rest, verdict: 'skipped', why, said: 'not looked at', ended: 'not looked at', findings: [] };
}

type Judged = Result & { readonly broken?: string; readonly byFinding?: true };

/** Where nothing is only noted, a pass with a finding is a failure of the finding's statement. */
function strictly(
  result: Result,
  profile: Profile,
  dialectOf: (finding: Finding) => string | undefined,
): { result: Judged; dialect?: string } {
  const [finding] = result.findings;
  if (result.verdict !== 'pass' || finding === undefined || profile.notes.includes('reference')) return { result };
  const dialects = result.findings.map(dialectOf);
  const dialect = dialects.every((name) => name !== undefined) ? dialects[0] : undefined;
  const why = result.findings.map(({ message }) => message).join('; ');
  const failed = {
    ...result,
    verdict: 'fail',
    why,
    said: 'wrong',
    broken: finding.statement,
    byFinding: true,
  } as const;
  return { result: failed, ...(dialect !== undefined && { dialect }) };
}

function reportCase(result: Judged, dialect: string | undefined, facts: ReportFacts): ReportCase {
  const { failure, transcripts, broken: finding, ...rest } = result;
  const broken = failure === undefined ? finding : (failure.statement ?? result.statements[0]);
  const comparison: Comparison = {
    ...(failure?.expected !== undefined && { expected: failure.expected }),
    ...(failure?.got !== undefined && { got: failure.got }),
    ...(failure?.offset !== undefined && { offset: failure.offset }),
  };
  return {
    ...rest,
    outcome: outcomeOf(result, dialect, facts),
    ...(broken !== undefined && { broken }),
    ...(Object.keys(comparison).length > 0 && { comparison }),
    ...(dialect !== undefined && result.verdict === 'fail' && { dialect }),
    conversations: result.verdict === 'fail' || result.verdict === 'error' ? stories(transcripts) : [],
  };
}

function outcomeOf(result: Result, dialect: string | undefined, { profile, expected }: ReportFacts): Outcome {
  switch (result.verdict) {
    case 'pass':
      return expected.has(result.id) ? 'unexpected pass' : 'ok';
    case 'fail':
      if (expected.has(result.id)) return 'expected failure';
      if (dialect !== undefined && profile.acceptsDialects) return 'tolerated';
      return profile.notes.includes(result.rank) ? 'tolerated' : 'failed';
    case 'error':
      return 'error';
    default:
      return 'not judged';
  }
}
