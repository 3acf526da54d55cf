import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planOfSeed } from '../arbitrary/planOfSeed.ts';
import { FAULT_KINDS } from './index.ts';

const SPEC = join(import.meta.dirname, '../../../spec');
const atlas = readFileSync(join(SPEC, 'atlas.md'), 'utf8');

describe('the atlas of faults', () => {
  it('has a row for every kind of fault, and no others', () => {
    const rows = [...atlas.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1] ?? '');
    expect([...new Set(rows)].sort()).toEqual([...FAULT_KINDS].sort());
  });

  it('names statements that there are', () => {
    const stated = readdirSync(SPEC).flatMap((name) =>
      [...readFileSync(join(SPEC, name), 'utf8').matchAll(/^\*\*([A-Z][A-Z0-9-]+)\*\* \(/gm)].map((match) => match[1]),
    );
    const named = [...atlas.matchAll(/\b[A-Z]+(?:-[A-Z]+)+\b/g)].map((match) => match[0]);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((id) => !stated.includes(id))).toEqual([]);
  });
});

it('every kind of fault is drawn by some seeds and left out by others', () => {
  const plans = Array.from({ length: 200 }, (_, seed) => new Set(planOfSeed(seed).faults.map(({ kind }) => kind)));
  for (const kind of FAULT_KINDS) {
    const count = plans.filter((kinds) => kinds.has(kind)).length;
    expect([kind, count > 5, count < 195]).toEqual([kind, true, true]);
  }
});
