import { expect, it } from 'vitest';
import { Felt, GRACE_MS } from './felt.ts';

it('a fault excuses those it hurts, for what it is, from its beginning until a grace after its end', () => {
  const felt = new Felt();
  const over = felt.begin([{ daemons: ['g1s1', 'g1s2'], hardships: ['database'] }], 1_000);
  const { hardships } = felt;
  expect(hardships.felt('g1s1', 'database', 0, 999)).toBe(false);
  expect(hardships.felt('g1s1', 'database', 500_000, 500_001)).toBe(true);
  over(2_000);
  expect(hardships.felt('g1s2', 'database', 2_000 + GRACE_MS, 10_000)).toBe(true);
  expect(hardships.felt('g1s2', 'database', 2_001 + GRACE_MS, 10_000)).toBe(false);
  expect(hardships.felt('g1s1', 'cache', 1_500, 1_600)).toBe(false);
  expect(hardships.felt('g2s1', 'database', 1_500, 1_600)).toBe(false);
});

it('a machine that stood still excuses all daemons for answers that came too late', () => {
  const felt = new Felt();
  felt.stalled(['tracker1', 'id1'], 1_000, 3_000);
  expect(felt.hardships.felt('id1', 'database', 2_000, 2_100)).toBe(true);
  expect(felt.hardships.felt('id1', 'disk io', 2_000, 2_100)).toBe(false);
});
