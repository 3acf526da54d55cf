import type { HistoryEntry, RunReport } from '../chaos/history.ts';
import type { Plan } from '../chaos/plan.ts';
import type { RunProgress } from '../chaos/run.ts';
import { several } from '../chaos/words/several.ts';

/** What a run was, in two lines. */
export function summaryOf(plan: Plan, report: RunReport, tookMs: number): string {
  const { topology } = plan;
  const storages = topology.groups.reduce((sum, group) => sum + group.storages, 0);
  const ended = Object.entries(outcomes(report.history)).map(([name, count]) => `${count} ${name}`);
  return [
    `seed ${plan.seed}: ${several(topology.trackers, 'tracker')}, ${several(topology.idServers, 'id server')}, ` +
      `${several(storages, 'storage')} in ${several(topology.groups.length, 'group')}, ` +
      `${several(topology.clients, 'client')}; ${several(report.history.length, 'operation')}, ` +
      several(report.faults, 'fault'),
    `${simulated(report.simulatedMs, tookMs)}, ${report.events} events, hash ${report.hash}; ` +
      `operations: ${ended.join(', ') || 'none'}`,
  ].join('\n');
}

/** How far a run is, in one line. */
export function progressOf(
  plan: Plan,
  { simulatedMs, events, operations, faults }: RunProgress,
  tookMs: number,
): string {
  const phase = simulatedMs > plan.chaosMs ? ', healing' : '';
  return (
    `seed ${plan.seed}: ${simulated(simulatedMs, tookMs)}${phase}, ${events} events, ` +
    `${operations} of ${plan.operations.length} operations, ${faults} of ${plan.faults.length} faults`
  );
}

function simulated(simulatedMs: number, tookMs: number): string {
  const speed = Math.round(simulatedMs / tookMs);
  return `${(simulatedMs / 1000).toFixed(1)} s of simulated time in ${(tookMs / 1000).toFixed(1)} s (${speed} times real time)`;
}

/** Operations by how they ended. */
export function outcomes(history: readonly HistoryEntry[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { end } of history) {
    const name = end === undefined ? 'lost with their client' : end.outcome;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** What `--json` gives of a run. */
export function runJson(report: RunReport): object {
  const { history, marks, touches, ...rest } = report;
  return { ...rest, operations: history.length, outcomes: outcomes(history) };
}
