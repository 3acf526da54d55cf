import type { Figures, Result } from './measure.ts';

/** The load average above which a machine does something else as well. */
const LOAD_QUIET = 0.5;

/** What a run found. */
export interface Report {
  readonly madeAt: string;
  readonly machine: readonly string[];
  readonly rounds: number;
  readonly windowMs: number;
  /** The load average of the machine when it began. */
  readonly loadBefore: number;
  readonly results: readonly Result[];
}

/** The report as Markdown. */
export function markdown(report: Report): string {
  const names = [...new Set(report.results.map(({ name }) => name))];
  const goals = report.results.filter(({ goal }) => goal !== undefined);
  const reached = goals.filter(({ goal }) => goal?.reached === true).length;
  return `# Benchmarks

Made by \`npm run bench\` at ${report.madeAt}; how, and what each column means, stands in [README.md](../README.md).
${report.rounds} rounds of ${report.windowMs} ms after one to warm up, subjects in turn; load average before: ${report.loadBefore.toFixed(2)}.
${reached} of ${goals.length} goals reached.
${report.loadBefore > LOAD_QUIET ? '\n**The machine was busy with something else: rates are lower than it can do, and ratios rough.**\n' : ''}
${report.machine.map((line) => `- ${line}`).join('\n')}

${names.map((name) => section(report.results.filter((result) => result.name === name))).join('\n\n')}
`;
}

function section(results: readonly Result[]): string {
  const [first] = results;
  if (first === undefined) return '';
  const rows = results.flatMap((result) => result.figures.map((figures) => row(result, figures)));
  const note = first.note === undefined ? '' : `${first.note}\n\n`;
  return `## ${first.name}

${note}| connections | | ${first.unit} | TNV / it | p50 ms | p99 ms | server µs | load µs | goal |
|---:|---|---:|---:|---:|---:|---:|---:|---|
${rows.join('\n')}`;
}

function row(result: Result, figures: Figures): string {
  const ours = figures.share === undefined;
  const cells = [
    ours ? result.connections : '',
    figures.subject,
    Math.round(figures.rate).toLocaleString('en-US'),
    figures.share?.toFixed(2) ?? '',
    figures.p50Ms.toFixed(2),
    figures.p99Ms.toFixed(2),
    figures.serverUs?.toFixed(1) ?? '',
    figures.loadUs.toFixed(1),
    ours ? goalText(result.goal) : '',
  ];
  return `| ${cells.join(' | ')} |`;
}

function goalText(goal: Result['goal']): string {
  if (goal === undefined) return '';
  const what = goal.of === undefined ? goal.atLeast.toLocaleString('en-US') : `${goal.atLeast} of ${goal.of}`;
  const how = goal.reached === undefined ? 'not measured' : goal.reached ? 'reached' : '**missed**';
  return `${what}: ${how}`;
}

/** One line for somebody who waits. */
export function summary({ name, unit, connections, figures, goal }: Result): string {
  const rates = figures.map(({ subject, rate, share }) => {
    const ratio = share === undefined ? '' : ` (TNV ${share.toFixed(2)} of it)`;
    return `${subject} ${Math.round(rate).toLocaleString('en-US')}${ratio}`;
  });
  const text = goalText(goal);
  return `${name}, ${connections} ×: ${rates.join(', ')} ${unit}${text === '' ? '' : `; goal ${text.replaceAll('*', '')}`}`;
}
