import type { Violation } from '../history.ts';
import { bounded } from './bounded.ts';
import { descriptions } from './descriptions.ts';
import { durability } from './durability.ts';
import { idsUnique } from './idsUnique.ts';
import { leaks } from './leaks.ts';
import { type FilesJudged, linearizability } from './linearizability.ts';
import { listings } from './listings.ts';
import { liveness } from './liveness.ts';
import type { Observations } from './observations.ts';
import { ownership } from './ownership.ts';
import { refusals } from './refusals.ts';
import { resends } from './resends.ts';
import { routingStable } from './routingStable.ts';
import { silences } from './silences.ts';
import { wireRules } from './wireRules.ts';

/** Judges a run. */
export type Oracle = (observations: Observations) => readonly Violation[];

const ORACLES: readonly Oracle[] = [
  idsUnique,
  routingStable,
  ownership,
  refusals,
  resends,
  silences,
  durability,
  listings,
  descriptions,
  wireRules,
  bounded,
  leaks,
  liveness,
];

/** Every violation that any oracle finds in a run, oldest first, and how many files could be judged at all. */
export function judge(observations: Observations): FilesJudged {
  const { violations, ...counts } = linearizability(observations);
  const all = [...violations, ...ORACLES.flatMap((oracle) => oracle(observations))];
  return { violations: all.sort((a, b) => a.atMs - b.atMs), ...counts };
}
