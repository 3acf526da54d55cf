import { describe, expect, it } from 'vitest';
import { OPERATIONS } from './load/measured.ts';
import { type AbuseReport, isSound, type KindReport, slowOnes, spread } from './report.ts';
import { kindText, markdown, verdict } from './tables.ts';

const phases = { before: 1, peak: 9, after: 2 };

/** A report in which everything took `times` as long beside abusers of `kind`. */
function kind(name: string, times: number, other: Partial<KindReport> = {}): KindReport {
  return {
    kind: name,
    abusers: { connected: 7, closed: 3, sent: 5 },
    fared: OPERATIONS.map((operation) => ({
      operation,
      alone: { count: 10, medianMs: 1, p99Ms: 2 },
      beside: { count: 10, medianMs: times, p99Ms: 2 * times },
    })),
    used: [
      { daemon: 'id', rssMib: phases, files: phases, connections: phases, processor: 0.25, refused: 4, displaced: 6 },
    ],
    errors: [],
    leaks: [],
    ...other,
  };
}

function report(kinds: readonly KindReport[], other: Partial<AbuseReport> = {}): AbuseReport {
  return {
    seed: 1,
    command: 'npm run abuse',
    machine: 'a machine',
    limits: 'few',
    kinds,
    leaks: [],
    deaths: [],
    ...other,
  };
}

describe('the verdict', () => {
  it('is good when nothing was wrong and nothing took more than twice as long', () => {
    const good = report([kind('idle', 2), kind('nobody', 5)]);
    expect([isSound(good), slowOnes(good, 'medianMs'), slowOnes(good, 'p99Ms')]).toEqual([true, [], []]);
    expect(verdict(good)).toContain('Within twice its usual time');
  });

  it('names what took longer, which is no unsoundness', () => {
    const slow = report([kind('churn', 2.5)]);
    expect(isSound(slow)).toBe(true);
    expect(slowOnes(slow, 'medianMs')).toContain('ids beside churn (2.5 times)');
    expect(verdict(slow)).toContain('Not within twice its usual time');
  });

  it.each([
    ['an error', report([kind('idle', 1, { errors: ['ids: gone'] })])],
    ['a leak', report([kind('idle', 1, { leaks: ['id never came to rest'] })])],
    ['a leak at the end', report([], { leaks: ['id: 5 connections'] })],
    ['a death', report([], { deaths: ['id ended with 1'] })],
  ])('is bad after %s', (_what, bad) => {
    expect(isSound(bad)).toBe(false);
    expect(verdict(bad)).toContain('NOT SOUND: ');
  });
});

describe('the tables', () => {
  it('have a line for each operation and daemon, and whatever went wrong', () => {
    const text = kindText(kind('idle', 3, { errors: ['ids: gone'] }));
    for (const operation of OPERATIONS) expect(text).toMatch(new RegExp(`^${operation} .* 3\\.00 +3\\.00 +10$`, 'm'));
    expect(text).toMatch(/^id +1 \/ 9 \/ 2 .* 0\.25 +4 +6$/m);
    expect(text).toContain('ERROR ids: gone');
  });

  it('are Markdown in which every row has as many cells as its head', () => {
    const rows = markdown(report([kind('idle', 3), kind('churn', 1)]))
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(rows.filter((row) => row.startsWith('| idle |'))).toHaveLength(2);
    const widths = new Set(rows.map((row) => row.split('|').length));
    expect([...widths]).toEqual([OPERATIONS.length + 3, 11]);
  });
});

describe('a spread', () => {
  it('has the middle and the slowest hundredth', () => {
    const values = Array.from({ length: 200 }, (_, at) => 200 - at);
    expect(spread(values)).toEqual({ count: 200, medianMs: 101, p99Ms: 199 });
    expect(spread([])).toEqual({ count: 0, medianMs: 0, p99Ms: 0 });
  });
});
