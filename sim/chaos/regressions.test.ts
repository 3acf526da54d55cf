import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readReplay } from '../cli/replayFile.ts';
import { runPlan } from './run.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/sim');

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

describe('runs that once showed a bug', () => {
  it.each(files)('%s is green now, and the same every time', async (name) => {
    const { plan } = readReplay(join(FOLDER, name));
    const report = await runPlan(plan);
    expect(report.violations).toEqual([]);
    expect((await runPlan(plan)).hash).toBe(report.hash);
  });

  it('are there', () => {
    expect(files.length).toBeGreaterThan(0);
  });
});
