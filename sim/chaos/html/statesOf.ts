import type { Mark } from '../history.ts';
import type { OUTCOMES } from './timeline.ts';

/** What a machine was like for a while. */
export interface StateSpan {
  readonly lane: string;
  readonly atMs: number;
  readonly untilMs: number;
  readonly text: string;
  readonly state: (typeof OUTCOMES.states)[number];
}

const STATES: Readonly<Record<string, StateSpan['state']>> = { started: 'up', starts: 'starting' };
const WORDS: Readonly<Record<string, string>> = { started: 'serving', starts: 'starting' };

/** Makes spans of the moments in which the machines changed, and of those in which they stood still. */
export function statesOf(changes: readonly Mark[], pauses: readonly Mark[], endMs: number): StateSpan[] {
  const lanes = Map.groupBy(changes, ({ lane }) => lane);
  return [...lanes].flatMap(([lane, marks]) => {
    const spans = spansOf(lane, marks, endMs);
    return pauses.filter((pause) => pause.lane === lane).reduce(withPause, spans);
  });
}

function spansOf(lane: string, marks: readonly Mark[], endMs: number): StateSpan[] {
  const spans: StateSpan[] = [];
  let atMs = 0;
  let text = 'not started yet';
  for (const mark of [...marks, { atMs: endMs, text: '' }]) {
    spans.push({ lane, atMs, untilMs: mark.atMs, text: WORDS[text] ?? text, state: STATES[text] ?? 'down' });
    ({ atMs, text } = mark);
  }
  return spans.filter(({ atMs: from, untilMs }) => untilMs > from);
}

/** A process that stands still does so until it goes on, or until it is no more. */
function withPause(spans: readonly StateSpan[], { atMs, untilMs = atMs }: Mark): StateSpan[] {
  return spans.flatMap((span) => {
    if (span.state === 'down' || atMs < span.atMs || atMs >= span.untilMs) return [span];
    const goesOnMs = Math.min(untilMs, span.untilMs);
    const paused: StateSpan = { ...span, atMs, untilMs: goesOnMs, text: 'stands still', state: 'paused' };
    const parts = [{ ...span, untilMs: atMs }, paused, { ...span, atMs: goesOnMs }];
    return parts.filter((part) => part.untilMs > part.atMs);
  });
}
