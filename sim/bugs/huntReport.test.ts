import { expect, it } from 'vitest';
import type { Violation } from '../chaos/history.ts';
import { BUGS } from './catalogue.ts';
import type { Hunt } from './hunt.ts';
import { formatHunt, huntJson } from './huntReport.ts';

const violation = (statement: string): Violation => ({
  ...{ statement, kind: 'safety', atMs: 5, story: `${statement} does not hold`, operations: [] },
});

function hunt(caught: Hunt['caught']): Hunt {
  const [bug] = BUGS;
  if (bug === undefined) throw new Error('there is no bug');
  return { bug, caught, seeds: 3, redWithout: [], tookMs: 1_234 };
}

it('tells the seed, the effort and each statement once of a bug that was caught', () => {
  const caught = { seed: 9, violations: [violation('A'), violation('B'), violation('A')] };
  expect(formatHunt(hunt(caught))).toMatch(/^canary +caught with seed 9 \(3 seeds, 1\.2 s\) by A, B$/);
  expect(huntJson(hunt(caught))).toMatchObject({ bug: 'canary', caught: true, seed: 9, by: ['A', 'B'], seeds: 3 });
});

it('says so when nobody caught it, and which seeds complain without it too', () => {
  const missed = { ...hunt(undefined), redWithout: [2, 3] };
  expect(formatHunt(missed)).toMatch(/NOT CAUGHT \(3 seeds, 1\.2 s; red without it too: 2, 3\)$/);
  expect(huntJson(missed)).toMatchObject({ caught: false, by: [] });
});
