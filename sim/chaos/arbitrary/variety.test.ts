import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from './drawFaults.ts';
import { planOfSeed } from './planOfSeed.ts';

const PLANS = Array.from({ length: 300 }, (_, seed) => planOfSeed(seed));

describe('many plans', () => {
  it('have every kind of fault and operation, and hardly two the same combination', () => {
    const kinds = new Set(PLANS.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual([...FAULT_KINDS].sort());
    const combinations = PLANS.map(({ faults }) => [...new Set(faults.map(({ kind }) => kind))].sort().join(' '));
    expect(new Set(combinations).size).toBeGreaterThan(200);
    expect(PLANS.some(({ faults }) => faults.length === 0)).toBe(true);
    const operations = new Set(PLANS.flatMap((plan) => plan.operations.map(({ kind }) => kind)));
    expect(operations.size).toBe(12);
  });

  it('have uploads of no byte, of one, near every piece size and of many sizes between', () => {
    const sizes = new Set(
      PLANS.flatMap(({ operations }) => operations.map((o) => (o.kind === 'upload' ? o.size : -1))),
    );
    for (const edge of [0, 1, 2, 65_535, 65_536, 65_537, 262_143, 262_144, 262_145]) expect(sizes).toContain(edge);
    expect(sizes.size).toBeGreaterThan(3_000);
  });
});
