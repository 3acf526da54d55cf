import { expect, it } from 'vitest';
import type { HistoryEntry, OperationEnd } from '../../sim/chaos/history.ts';
import { timeline } from './timeline.ts';

const operation = (startMs: number, endMs: number | undefined, outcome?: OperationEnd['outcome']): HistoryEntry =>
  ({ startMs, endMs, end: outcome && { outcome } }) as HistoryEntry;

it('each fault stands beside what became of the operations that met it', () => {
  const struck = [
    { kind: 'kill', text: 'kill -9 g1s1', fromMs: 1_000, untilMs: 3_500 },
    { kind: 'cut', text: 'a line: cut', fromMs: 9_000, untilMs: 9_000 },
  ];
  const history = [
    operation(0, 900, 'refused'),
    operation(0, 1_000, 'ok'),
    operation(2_000, 2_100, 'ok'),
    operation(3_000, 9_500, 'unanswered'),
    operation(3_600, 3_700, 'refused'),
  ];
  const [head, ...lines] = timeline(struck, history).trimEnd().split('\n');
  expect(head?.trim().split(/\s+/)).toEqual(['from', 's', 'lasted', 's', 'ok', 'refused', 'unanswered', 'fault']);
  expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['1.0', '2.5', '2', '0', '1', 'kill -9 g1s1'],
    ['9.0', '0.0', '0', '0', '1', 'a line: cut'],
  ]);
});
