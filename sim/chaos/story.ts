import type { HistoryEntry, RunReport, Violation } from './history.ts';
import type { Plan } from './plan.ts';
import { faultText } from './words/faultText.ts';
import { operationText } from './words/operationText.ts';
import { several } from './words/several.ts';

const LINES_MAX = 29;
const EVENTS_MAX = 20;
const FAULTS_MAX = 10;
const WIDTH = 200;

interface Happening {
  readonly atMs: number;
  readonly text: string;
}

/**
 * What went wrong in a run, in less than 30 lines of plain English: who there was, who did what when, what broke, which
 * statement of the specification does not hold, and the line that replays it. Tells of the first violation; of large
 * plans it picks the operations that the violation is about, and the faults of before it.
 */
export function tellStory(plan: Plan, report: RunReport, replayLine: string): string {
  const [first, ...others] = report.violations;
  const head = `Seed ${plan.seed}: ${cast(plan)}.`;
  if (first === undefined) return [head, `Nothing broke (hash ${report.hash}).`].join('\n');
  const happenings = [...operationsOf(first, plan, report), ...faultsOf(first, plan)].sort((a, b) => a.atMs - b.atMs);
  const left = plan.operations.length + plan.faults.length - happenings.length;
  const lines = [
    head,
    ...happenings.map(({ atMs, text }) => `  ${time(atMs)}  ${text}`),
    ...(left > 0 ? [`  (and ${left} more operations and faults, left out here)`] : []),
    `What broke, at ${time(first.atMs).trim()}: ${first.statement} (${first.kind}).`,
    `  ${first.story.split('\n')[0] ?? ''}`,
    ...(others.length > 0 ? [`  ${several(others.length, 'more violation')}: ${statementsOf(others)}.`] : []),
    `Replay: ${replayLine}`,
  ];
  return lines
    .slice(0, LINES_MAX)
    .map((line) => line.slice(0, line.startsWith('  ') ? 4 * WIDTH : WIDTH))
    .join('\n');
}

function cast({ topology, operations, faults }: Plan): string {
  const groups = topology.groups.map(({ storages, storePaths }, at) => {
    return `group ${at + 1} with ${several(storages, 'storage')} on ${several(storePaths, 'volume')}`;
  });
  const many = groups.length > 3 ? [...groups.slice(0, 3), `${groups.length - 3} more groups`] : groups;
  const who = [several(topology.trackers, 'tracker'), several(topology.idServers, 'id server'), ...many];
  return `${who.join(', ')}, ${several(topology.clients, 'client')}; ${several(operations.length, 'operation')}, ${several(faults.length, 'fault')}`;
}

/** The operations a violation names; when it names none, the last ones that began before it. */
function operationsOf(violation: Violation, plan: Plan, { history }: RunReport): Happening[] {
  const few = plan.operations.length + plan.faults.length <= EVENTS_MAX;
  const chosen = few
    ? history.filter(({ index }) => index < plan.operations.length || violation.operations.includes(index))
    : history.filter(({ index, startMs }) =>
        violation.operations.length > 0
          ? violation.operations.includes(index)
          : startMs <= violation.atMs && index < plan.operations.length,
      );
  const room = EVENTS_MAX - Math.min(FAULTS_MAX, plan.faults.length);
  return lastOf(chosen, room, violation.operations.at(-1)).map((entry) => ({
    atMs: entry.startMs,
    text: operationText(entry),
  }));
}

/** The last ones to start; the one with index `wanted` is among them. */
function lastOf(entries: readonly HistoryEntry[], most: number, wanted: number | undefined): HistoryEntry[] {
  const byTime = entries.toSorted((a, b) => a.startMs - b.startMs);
  const last = byTime.slice(-most);
  const missing = byTime.find((entry) => entry.index === wanted && !last.includes(entry));
  return missing === undefined ? last : [missing, ...last.slice(1)];
}

function faultsOf({ atMs }: Violation, plan: Plan): Happening[] {
  const before = plan.faults.filter((fault) => fault.atMs <= atMs).sort((a, b) => a.atMs - b.atMs);
  return before.slice(-FAULTS_MAX).map((fault) => ({ atMs: fault.atMs, text: `! ${faultText(fault, plan)}` }));
}

function statementsOf(violations: readonly Violation[]): string {
  const statements = [...new Set(violations.map(({ statement }) => statement))];
  return `${statements.slice(0, 6).join(', ')}${statements.length > 6 ? ', …' : ''}`;
}

function time(ms: number): string {
  return `${(ms / 1_000).toFixed(3).padStart(9)} s`;
}
