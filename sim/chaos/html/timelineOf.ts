import type { HistoryEntry, Mark, RunReport } from '../history.ts';
import { groupNames } from '../names.ts';
import { machineNames, type Plan } from '../plan.ts';
import { faultLanes, faultText } from '../words/faultText.ts';
import { operationText } from '../words/operationText.ts';
import { type Item, KINDS, OUTCOMES, type Timeline } from './timeline.ts';

const UP = 1;
const DOWN = 2;

/** What a timeline page shows of a run that was made with marks. */
export function timelineOf(plan: Plan, report: RunReport, story: string): Timeline {
  const builder = new Builder(plan, report.simulatedMs);
  for (const mark of report.marks) if (mark.kind === 'message' || mark.kind === 'log') builder.addMark(mark);
  builder.addFaults(
    plan,
    report.marks.filter(({ kind }) => kind === 'fault'),
  );
  builder.addStates(report.marks.filter(({ kind }) => kind === 'state'));
  for (const entry of report.history) builder.addOperation(entry);
  for (const { statement, kind, atMs, story: text } of report.violations) {
    builder.add('violations', 'violation', atMs, atMs, `${statement} (${kind}): ${text}`);
  }
  return builder.build(`tnv sim, seed ${plan.seed}`, story);
}

class Builder {
  readonly #lanes: string[];
  readonly #items: Item[][] = [];
  readonly #texts: string[] = [];
  readonly #textNumbers = new Map<string, number>();
  readonly #endMs: number;

  constructor(plan: Plan, endMs: number) {
    this.#endMs = endMs;
    const { topology } = plan;
    this.#lanes = [
      ...['violations', ...machineNames(topology)],
      ...['database tracker', 'database ids', 'database storage', 'cache'],
      ...groupNames(topology).map((group) => `volumes ${group}`),
    ];
  }

  addMark({ lane, kind, atMs, untilMs = atMs, text, from }: Mark): void {
    const outcome = kind === 'message' ? outcomeOf(text) : 'none';
    this.add(lane, kind, atMs, untilMs, text, from, OUTCOMES.indexOf(outcome));
  }

  /** Faults have a band on the lane of everyone they hit. A run makes one mark of each, in their order in time. */
  addFaults(plan: Plan, marks: readonly Mark[]): void {
    const inOrder = plan.faults.toSorted((a, b) => a.atMs - b.atMs);
    for (const [at, { atMs, untilMs = atMs, lane, text }] of marks.entries()) {
      const fault = inOrder[at];
      const lanes = fault === undefined ? [lane] : faultLanes(fault, plan);
      const words = fault === undefined ? text : `${fault.kind}: ${faultText(fault, plan)}`;
      for (const one of lanes) this.add(one, 'fault', atMs, untilMs, words);
    }
  }

  /** Makes spans of the moments in which machines came up and went down. */
  addStates(marks: readonly Mark[]): void {
    const byLane = Map.groupBy(marks, ({ lane }) => lane);
    for (const [lane, those] of byLane) {
      let sinceMs = 0;
      let state = DOWN;
      let text = 'not started yet';
      for (const mark of [...those, { atMs: this.#endMs, text: '' }]) {
        this.add(lane, 'state', sinceMs, mark.atMs, text, undefined, state);
        sinceMs = mark.atMs;
        text = mark.text;
        state = text === 'started' ? UP : DOWN;
      }
    }
  }

  addOperation(entry: HistoryEntry): void {
    const { operation, startMs, endMs = this.#endMs, end } = entry;
    const outcome = OUTCOMES.indexOf(end?.outcome ?? 'unanswered');
    const text = `#${entry.index} ${operationText(entry)}`;
    this.add(`client${operation.client + 1}`, 'operation', startMs, endMs, text, undefined, outcome);
  }

  add(
    lane: string,
    kind: (typeof KINDS)[number],
    atMs: number,
    untilMs: number,
    text: string,
    from?: string,
    outcome = 0,
  ): void {
    const number = this.#laneNumber(lane);
    const items = this.#items[number] ?? [];
    this.#items[number] = items;
    const origin = from === undefined ? -1 : this.#lanes.indexOf(from);
    items.push([number, rounded(atMs), rounded(untilMs), KINDS.indexOf(kind), this.#textNumber(text), origin, outcome]);
  }

  build(title: string, story: string): Timeline {
    const items = this.#lanes.map((_, lane) => (this.#items[lane] ?? []).toSorted((a, b) => a[1] - b[1]));
    return { title, story, lanes: this.#lanes, texts: this.#texts, items, endMs: Math.ceil(this.#endMs) };
  }

  #laneNumber(lane: string): number {
    const known = this.#lanes.indexOf(lane);
    return known === -1 ? this.#lanes.push(lane) - 1 : known;
  }

  #textNumber(text: string): number {
    let number = this.#textNumbers.get(text);
    if (number === undefined) {
      number = this.#texts.push(text) - 1;
      this.#textNumbers.set(text, number);
    }
    return number;
  }
}

function outcomeOf(text: string): (typeof OUTCOMES)[number] {
  if (text.endsWith(': ok')) return 'ok';
  return text.includes(': refused with ') ? 'refused' : 'unanswered';
}

/** Hundredths of a millisecond are more than anybody can see. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
