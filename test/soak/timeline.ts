import type { HistoryEntry } from '../../sim/chaos/history.ts';
import type { Struck } from './faults/struck.ts';

const OUTCOMES = ['ok', 'refused', 'unanswered'] as const;
const WIDTH = 11;

/** A line for each fault, in the order in which they began, beside what became of the operations that met it. */
export function timeline(struck: readonly Struck[], history: readonly HistoryEntry[]): string {
  const head = ['from s', 'lasted s', ...OUTCOMES].map((text) => text.padStart(WIDTH)).join('');
  const lines = struck.map(({ text, fromMs, untilMs = Number.POSITIVE_INFINITY }) => {
    const met = history.filter(({ startMs, endMs }) => startMs <= untilMs && (endMs ?? startMs) >= fromMs);
    const counts = OUTCOMES.map((outcome) => met.filter(({ end }) => end?.outcome === outcome).length);
    const seconds = [fromMs / 1000, (untilMs - fromMs) / 1000].map((time) => time.toFixed(1));
    return `${[...seconds, ...counts].map((cell) => String(cell).padStart(WIDTH)).join('')}  ${text}`;
  });
  return `${[`${head}  fault`, ...lines].join('\n')}\n`;
}
