import { expect, it } from 'vitest';
import { NO_VARIETY, type SeedResult } from './seedResult.ts';
import { Tally } from './tally.ts';

function result(seed: number, files: number, filesGivenUp: number): SeedResult {
  return {
    ...{ seed, hash: '', simulatedMs: 0, events: 0, operations: 0, faults: 0, files, filesGivenUp, probes: {} },
    ...{ compared: false, violations: [], story: undefined },
    variety: NO_VARIETY,
  };
}

it('a campaign says when more than a tiny share of all files could not be judged', () => {
  const tally = new Tally();
  tally.add(result(1, 999, 0));
  tally.add(result(2, 1, 1));
  expect(tally).toMatchObject({ files: 1_000, filesGivenUp: 1, tooManyGivenUp: false });
  tally.add(result(3, 1, 1));
  expect(tally).toMatchObject({ files: 1_001, filesGivenUp: 2, tooManyGivenUp: true });
});
