import type { Bug } from '../../sim/bugs/bug.ts';
import type { Outcome } from '../tests/finish.ts';
import type { Say } from './say.ts';

/** How often it is told how a statement was violated. */
const STORIES_MAX = 5;

/** Tells what the oracles said, and whether they found the bug that was planted. `stalls`: times the machine stood still. */
export function sayVerdict(outcome: Outcome, stalls: number, planted: Bug | undefined, say: Say): void {
  const { violations, differences, files, filesGivenUp, operations, refusals } = outcome;
  say(`judged: ${operations} operations on ${files} files, ${filesGivenUp} of them too entangled to tell`);
  say(
    `judged: ${refusals} times a server said that it could not; ` +
      `${stalls} times the machine stalled, when daemons may say so for that`,
  );
  const broken = Map.groupBy(violations, ({ statement }) => statement);
  for (const [statement, those] of broken) {
    for (const { story } of those.slice(0, STORIES_MAX)) say(`VIOLATED ${statement}: ${story}`);
    if (those.length > STORIES_MAX) say(`VIOLATED ${statement}: ${those.length - STORIES_MAX} times more`);
  }
  for (const difference of differences) say(`SPLIT: ${difference}`);
  if (planted === undefined) return;
  const by = [...broken.keys()].join(', ');
  say(by === '' ? `${planted.name} was NOT found` : `${planted.name} was found: ${by}`);
}
