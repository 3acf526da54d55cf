import type { Part } from '../runner/case.ts';
import { RANKS, type Rank } from '../runner/statements.ts';
import type { ReportCase } from './tree.ts';

/** How many cases of a part and rank there are of each kind. */
export interface Score {
  readonly part: Part;
  readonly rank: Rank;
  readonly passed: number;
  /** Failed, whether that is tolerated, expected, or not. */
  readonly failed: number;
  /** Of those, the ones that the profile tolerates or the user expects. */
  readonly excused: number;
  /** Skipped or ended by an error of the kit. */
  readonly skipped: number;
  readonly notApplicable: number;
}

/** The score of every part and rank that has cases. */
export function scores(cases: readonly ReportCase[]): Score[] {
  const parts = [...new Set(cases.map(({ part }) => part))];
  return parts.flatMap((part) =>
    RANKS.flatMap((rank) => {
      const own = cases.filter((each) => each.part === part && ranksOf(each).includes(rank));
      if (own.length === 0) return [];
      const count = (test: (each: ReportCase) => boolean) => own.filter(test).length;
      const passes = (each: ReportCase) =>
        each.verdict === 'pass' || (each.byFinding === true && each.rank === rank && rank !== 'reference');
      const fails = (each: ReportCase) => each.verdict === 'fail' && !passes(each);
      return {
        part,
        rank,
        passed: count(passes),
        failed: count(fails),
        excused: count((each) => fails(each) && (each.outcome === 'tolerated' || each.outcome === 'expected failure')),
        skipped: count(({ verdict }) => verdict === 'skipped' || verdict === 'error'),
        notApplicable: count(({ verdict }) => verdict === 'not applicable'),
      };
    }),
  );
}

/** A case that fails only by a finding counts twice: it passes in its own rank, and fails as reference behaviour. */
function ranksOf({ rank, byFinding }: ReportCase): Rank[] {
  return byFinding && rank !== 'reference' ? [rank, 'reference'] : [rank];
}
