import type { HistoryEntry, Mark, RunReport } from '../history.ts';
import { groupNames } from '../names.ts';
import { type Fault, machineNames, type Plan } from '../plan.ts';
import { faultLanes, faultText } from '../words/faultText.ts';
import { operationText } from '../words/operationText.ts';
import { statesOf } from './statesOf.ts';
import { KINDS, type Kind, OUTCOMES, TICKS_PER_MS, type Timeline } from './timeline.ts';

/** What a timeline page shows of a run that was made with marks. */
export function timelineOf(plan: Plan, report: RunReport, story: string): Timeline {
  const builder = new Builder(plan, report.simulatedMs);
  const of = (kind: Kind): Mark[] => report.marks.filter((mark) => mark.kind === kind);
  for (const mark of [...of('message'), ...of('log')]) builder.addMark(mark, answerOf(mark));
  for (const mark of of('connection')) builder.addMark(mark, connectionEndOf(mark));
  const phases = of('phase');
  for (const [at, mark] of phases.entries()) {
    builder.addMark({ ...mark, untilMs: phases[at + 1]?.atMs ?? report.simulatedMs });
  }
  const healing = phases.find(({ text }) => text === 'healing');
  const faults = of('fault').map((mark) => untilAtMost(mark, healing?.atMs));
  // A run makes one mark of each fault, in their order in time.
  const inOrder = plan.faults.toSorted((a, b) => a.atMs - b.atMs);
  builder.addFaults(plan, inOrder, faults);
  const pauses = faults.filter((_, at) => inOrder[at]?.kind === 'pause');
  for (const { lane, atMs, untilMs, text, state } of statesOf(of('state'), pauses, report.simulatedMs)) {
    builder.add({ lane, kind: 'state', atMs, untilMs, text, outcome: OUTCOMES.states.indexOf(state) });
  }
  for (const entry of report.history) builder.addOperation(entry);
  for (const { statement, kind, atMs, story: text } of report.violations) {
    builder.add({ lane: 'violations', kind: 'violation', atMs, text: `${statement} (${kind}): ${text}` });
  }
  return builder.build(`tnv sim, seed ${plan.seed}`, story);
}

interface Added extends Mark {
  readonly outcome?: number;
}

class Builder {
  readonly #lanes: string[];
  readonly #items: Required<Added>[][] = [];
  readonly #texts: string[] = [];
  readonly #textNumbers = new Map<string, number>();
  readonly #endMs: number;

  constructor(plan: Plan, endMs: number) {
    this.#endMs = endMs;
    const { topology } = plan;
    this.#lanes = [
      ...['violations', 'phases', ...machineNames(topology)],
      ...['database tracker', 'database ids', 'database storage', 'cache'],
      ...groupNames(topology).map((group) => `volumes ${group}`),
    ];
  }

  addMark(mark: Mark, outcome = 0): void {
    this.add({ ...mark, outcome });
  }

  /** Faults have a band on the lane of everyone they hit. */
  addFaults(plan: Plan, faults: readonly Fault[], marks: readonly Mark[]): void {
    for (const [at, mark] of marks.entries()) {
      const fault = faults[at];
      const lanes = fault === undefined ? [mark.lane] : faultLanes(fault, plan);
      const text = fault === undefined ? mark.text : `${fault.kind}: ${faultText(fault, plan)}`;
      for (const lane of lanes) this.add({ ...mark, lane, text });
    }
  }

  addOperation(entry: HistoryEntry): void {
    const { operation, startMs: atMs, endMs: untilMs = this.#endMs, end } = entry;
    const outcome = OUTCOMES.answers.indexOf(end?.outcome ?? 'unanswered');
    const text = `#${entry.index} ${operationText(entry)}`;
    this.add({ lane: `client${operation.client + 1}`, kind: 'operation', atMs, untilMs, text, outcome });
  }

  add({ untilMs, from = '', outcome = 0, ...mark }: Added): void {
    const lane = this.#laneNumber(mark.lane);
    const items = this.#items[lane] ?? [];
    this.#items[lane] = items;
    items.push({ ...mark, untilMs: untilMs ?? mark.atMs, from, outcome });
  }

  build(title: string, story: string): Timeline {
    const items = this.#lanes.map((_, lane) => this.#packed(this.#items[lane] ?? []));
    return { title, story, lanes: this.#lanes, texts: this.#texts, items, endMs: Math.ceil(this.#endMs) };
  }

  #packed(items: readonly Required<Added>[]): number[] {
    let lastTick = 0;
    return items
      .toSorted((a, b) => a.atMs - b.atMs)
      .flatMap(({ atMs, untilMs, kind, text, from, outcome }) => {
        const tick = Math.round(atMs * TICKS_PER_MS);
        const since = tick - lastTick;
        lastTick = tick;
        const lasts = Math.max(0, Math.round(untilMs * TICKS_PER_MS) - tick);
        return [since, lasts, KINDS.indexOf(kind), this.#textNumber(text), this.#lanes.indexOf(from), outcome];
      });
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

/** No fault outlasts the moment in which everything heals. */
function untilAtMost(mark: Mark, mostMs = Number.POSITIVE_INFINITY): Mark {
  return { ...mark, untilMs: Math.max(mark.atMs, Math.min(mark.untilMs ?? mark.atMs, mostMs)) };
}

function answerOf({ kind, text }: Mark): number {
  if (kind !== 'message') return 0;
  const refused = text.includes(': refused with ') ? 'refused' : 'unanswered';
  return OUTCOMES.answers.indexOf(text.endsWith(': ok') ? 'ok' : refused);
}

function connectionEndOf({ text }: Mark): number {
  const ends = { 'still open': 'open', closed: 'closed', aborted: 'closed', 'is no more': 'abandoned' } as const;
  const known = Object.entries(ends).find(([words]) => text.endsWith(words));
  return OUTCOMES.connections.indexOf(known?.[1] ?? 'broken');
}
