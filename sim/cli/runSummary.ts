import type { HistoryEntry, RunReport } from '../chaos/history.ts';
import type { Plan } from '../chaos/plan.ts';

/** What a run was, in two lines. */
export function summaryOf(plan: Plan, report: RunReport, tookMs: number): string {
  const { topology } = plan;
  const storages = topology.groups.reduce((sum, group) => sum + group.storages, 0);
  const speed = Math.round(report.simulatedMs / tookMs);
  const ended = Object.entries(outcomes(report.history)).map(([name, count]) => `${count} ${name}`);
  return [
    `seed ${plan.seed}: ${topology.trackers} trackers, ${topology.idServers} id servers, ${storages} storages in ` +
      `${topology.groups.length} groups, ${topology.clients} clients; ${report.history.length} operations, ` +
      `${report.faults} faults`,
    `${(report.simulatedMs / 1000).toFixed(1)} s of simulated time in ${(tookMs / 1000).toFixed(1)} s (${speed} times ` +
      `real time), ${report.events} events, hash ${report.hash}; operations: ${ended.join(', ') || 'none'}`,
  ].join('\n');
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
  const { history, marks, ...rest } = report;
  return { ...rest, operations: history.length, outcomes: outcomes(history), marks: marks.length };
}
