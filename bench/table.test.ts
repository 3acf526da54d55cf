import { expect, it } from 'vitest';
import type { Figures, Result } from './measure.ts';
import { markdown, summary } from './table.ts';

const figures = (subject: string, rate: number, share?: number): Figures => {
  return { subject, rate, p50Ms: 0.5, p99Ms: 2, serverUs: 12.34, loadUs: 10, share };
};
const result = (connections: number, goal?: Result['goal']): Result => ({
  name: 'ID_GET',
  unit: 'requests/s',
  connections,
  figures: [figures('TNV', 50_000), figures('bare Node', 80_000, 0.625)],
  ...(goal && { goal }),
});

it('the table has a row for each subject, and says which goals were missed', () => {
  const results = [result(1), result(64, { atLeast: 60_000, at: 64, reached: false })];
  const common = { madeAt: '2030-01-01T00:00:00.000Z', machine: ['processors: 2'], rounds: 5, windowMs: 800 };
  const text = markdown({ ...common, loadBefore: 0.1, results });
  expect(text).toContain('0 of 1 goals reached');
  expect(text).toContain('| 64 | TNV | 50,000 |  | 0.50 | 2.00 | 12.3 | 10.0 | 60,000: **missed** |');
  expect(text).toContain('|  | bare Node | 80,000 | 0.63 | 0.50 | 2.00 | 12.3 | 10.0 |  |');
  expect(text.match(/^## /gm)).toHaveLength(1);
});

it('the table says when the machine had something else to do', () => {
  const report = { madeAt: '', machine: [], rounds: 5, windowMs: 800, results: [] };
  expect(markdown({ ...report, loadBefore: 3 })).toContain('busy');
  expect(markdown({ ...report, loadBefore: 0.3 })).not.toContain('busy');
});

it('a goal that hangs on something that is not there is not measured', () => {
  const goal = { atLeast: 0.5, of: 'nginx', reached: undefined };
  expect(summary(result(1, goal))).toContain('goal 0.5 of nginx: not measured');
});
