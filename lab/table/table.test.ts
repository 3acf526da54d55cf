import { describe, expect, it } from 'vitest';
import type { Probed } from '../load/messages.ts';
import { rowOf, tableText } from './table.ts';

const at = (probe: string, endMs: number, error?: string): Probed => ({ probe, startMs: endMs - 10, endMs, error });

describe('a row of the table', () => {
  const probed = [
    ...[
      at('upload group001', 0),
      at('upload group001', 100),
      at('upload group001', 2_600),
      at('upload group001', 4_000),
    ],
    ...[
      at('upload group002', 0),
      at('upload group002', 700, 'no'),
      at('upload group002', 900),
      at('upload group002', 4_000),
    ],
    ...[at('gateway', 0), at('gateway', 1_000), at('gateway', 2_000), at('gateway', 3_000), at('gateway', 4_000)],
  ];
  const row = rowOf({ story: 'it breaks', victim: 'host1' }, probed, { strikeMs: 50, repairMs: 3_000, overMs: 4_000 });

  it('has the worst that users of any group saw, and all errors', () => {
    expect(row.seen.get('upload')).toEqual({
      goes: { longestPauseMs: 3_100, errors: 1 },
      returns: { longestPauseMs: 3_100, errors: 0 },
    });
    expect(row.seen.get('gateway')?.goes).toEqual({ longestPauseMs: 1_000, errors: 0 });
  });

  it('is printed in columns', () => {
    expect(tableText([row])).toBe(
      [
        '| what happens | to    | uploads (s) | reads (s) | gateway (s) | errors |',
        '| ------------ | ----- | ----------- | --------- | ----------- | ------ |',
        '| it breaks    | host1 | 3.1 / 3.1   | 0.0 / 0.0 | 1.0 / 1.0   | 1      |',
        '',
      ].join('\n'),
    );
  });
});
