import { describe, expect, it } from 'vitest';
import { planOfSeed } from '../../chaos/arbitrary/planOfSeed.ts';
import type { HistoryEntry, OperationEnd, RunReport } from '../../chaos/history.ts';
import type { Touch } from '../../chaos/oracles/wire/touchWatch.ts';
import type { Operation, Plan } from '../../chaos/plan.ts';
import { runPlan } from '../../chaos/run.ts';
import { addVariety, noVariety, varietyOf } from './variety.ts';
import { varietyLines } from './varietyText.ts';

const OK: OperationEnd = { outcome: 'ok', value: {} };
const MISSING: OperationEnd = { outcome: 'refused', errorNumber: 404, why: '' };
const OUTSIDE: OperationEnd = { outcome: 'refused', errorNumber: 416, why: '' };

/** What is done on one file, each time some milliseconds after the last time. */
function entriesOf(steps: readonly [afterMs: number, what: object, end?: OperationEnd][]): HistoryEntry[] {
  let startMs = 0;
  return steps.map(([afterMs, what, end = OK], index) => {
    startMs += afterMs;
    const operation = { atMs: startMs, client: 0, user: 0, file: 0, ...what } as Operation;
    return { index, operation, appid: 'a', userid: 'å', fileid: 'file', startMs, endMs: startMs, end };
  });
}

function countsOf(history: readonly HistoryEntry[], parts: Partial<RunReport> = {}): ReturnType<typeof varietyOf> {
  const plan: Plan = { ...planOfSeed(1), operations: history.map(({ operation }) => operation) };
  const report = { history, touches: [], faultCounts: {}, ...parts } as unknown as RunReport;
  return varietyOf(plan, report);
}

/** The counts that are not 0. */
function there(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

describe('the variety of a run', () => {
  it('counts sizes, those near the end of a piece, and forms of downloads', () => {
    const sizes = [0, 1, 2, 4_095, 4_096, 4_097, 262_144, 3_000_000];
    const uploads = sizes.map((size): [number, object] => [0, { kind: 'upload', size, content: 1 }]);
    const counts = countsOf(entriesOf(uploads));
    expect(there(counts.sizes)).toEqual({ 0: 1, 1: 1, 'to 4 KiB': 3, 'to 64 KiB': 1, 'to 256 KiB': 1, more: 1 });
    expect(there(counts.edges)).toEqual({ '4 KiB': 3, '256 KiB': 1 });

    const download = (offset: number, size: number, end: OperationEnd = OK): [number, object, OperationEnd] => [
      ...([0, { kind: 'download', offset, size }] as const),
      end,
    ];
    const downloads = [
      download(0, 0),
      download(0, 5),
      download(7, 0),
      download(7, 5),
      download(7, 5),
      download(9, 0, OUTSIDE),
    ];
    const forms = countsOf(entriesOf(downloads));
    expect(there(forms.ranges)).toEqual({
      ...{ all: 1, 'from the start': 1, 'to the end': 1, 'in the middle': 2, 'not within the file': 1 },
    });
    expect(there(forms.offsets)).toEqual({ 0: 2, 'to 4 KiB': 4 });
  });

  it('counts gaps between operations on one file, outcomes by kind, and ids by their bytes', () => {
    const history = entriesOf([
      [0, { kind: 'upload', size: 1, content: 1 }],
      [0, { kind: 'filesize' }],
      [10, { kind: 'filesize' }, MISSING],
      [11, { kind: 'delete' }],
      [70_000, { kind: 'delete' }, MISSING],
      [5, { kind: 'filesize', file: 1 }],
    ]).map((entry) =>
      'file' in entry.operation && entry.operation.file === 1 ? { ...entry, fileid: 'other' } : entry,
    );
    const counts = countsOf(history);
    expect(there(counts.gaps)).toEqual({ '0 ms': 1, 'to 10 ms': 1, 'to 100 ms': 1, more: 1 });
    expect(counts.outcomes).toEqual({
      ...{ 'upload ok': 1, 'filesize ok': 2, 'filesize refused 404': 1, 'delete ok': 1, 'delete refused 404': 1 },
    });
    expect(there(counts.users)).toEqual({ 'to 4 bytes': 1, multibyte: 1 });
    expect(there(counts.files)).toEqual({ 'to 4 bytes': 1, 'to 16': 1 });
  });

  it('counts reads shortly after a change of the same file, and those by others and elsewhere', () => {
    const touch = (sentMs: number, changes: boolean, client: string, storage: string, file = 'f'): Touch => ({
      ...{ sentMs, repliedMs: sentMs + 10, changes, client, storage, file },
    });
    const touches = [
      touch(0, false, 'client1', 'g1s1'),
      touch(0, true, 'client1', 'g1s1'),
      touch(5, false, 'client2', 'g1s2'),
      touch(500, false, 'client1', 'g1s1'),
      touch(1_010, false, 'client2', 'g1s1'),
      touch(1_011, false, 'client1', 'g1s2'),
      touch(1_012, false, 'client1', 'g1s2', 'another file'),
      touch(10_011, false, 'client2', 'g1s2'),
    ];
    const { readsAfterChange } = countsOf(entriesOf([[20_000, { kind: 'filesize' }]]), { touches });
    expect(there(readsAfterChange)).toEqual({
      ...{ 'within 1 s': 2, 'within 1 s by another client': 1, 'within 10 s': 3 },
      ...{ 'within 10 s by another client': 1, 'within 10 s at another storage': 1 },
    });
  });

  it('adds up over runs, and is told in lines that fit', () => {
    const sum = noVariety();
    const history = entriesOf([[0, { kind: 'upload', size: 1, content: 1 }]]);
    for (const felt of [0, 1]) addVariety(sum, countsOf(history, { faultCounts: { cache: { made: 2, felt } } }));
    expect(sum.faults).toEqual({ cache: 4, 'cache felt': 1 });
    expect(there(sum.sizes)).toEqual({ 1: 2 });
    const lines = varietyLines(sum);
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
    expect(lines.find((line) => line.includes('faults felt'))).toMatch(/^ {2}faults felt +cache 1 of 4$/);
    expect(lines.find((line) => line.includes('outcomes'))).toMatch(/upload \(ok 2\)$/);
  });

  it('of a real run accounts for every operation of the plan and every fault that was made', async () => {
    const plan = planOfSeed(3);
    const report = await runPlan(plan);
    const { outcomes, sizes, faults } = varietyOf(plan, report);
    const total = (counts: Record<string, number>): number => Object.values(counts).reduce((sum, n) => sum + n, 0);
    const done = report.history.filter(({ index }) => index < plan.operations.length);
    expect(total(outcomes)).toBe(done.length);
    expect(total(sizes)).toBe(done.filter(({ operation }) => operation.kind === 'upload').length);
    const made = Object.entries(faults).filter(([what]) => !what.endsWith(' felt'));
    expect(total(Object.fromEntries(made))).toBe(report.faults);
  });
});
