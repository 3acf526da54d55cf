import { OPERATIONS } from './load/measured.ts';
import { type AbuseReport, type Fared, isSound, type KindReport, type Phases, ratioOf, slowOnes } from './report.ts';

const ms = (value: number): string => value.toFixed(2);
const times = (value: number): string => value.toFixed(2);
const phases = ({ before, peak, after }: Phases): string => `${before} / ${peak} / ${after}`;

/** Lines whose columns are below each other. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  return rows.map(line).join('\n');
}

/** Everything about one kind, for a terminal. */
export function kindText({ kind, abusers, fared, used, errors, leaks }: KindReport): string {
  const latency = fared.map((each) => [
    each.operation,
    ...[ms(each.alone.medianMs), ms(each.alone.p99Ms), ms(each.beside.medianMs), ms(each.beside.p99Ms)],
    ...[times(ratioOf(each, 'medianMs')), times(ratioOf(each, 'p99Ms')), String(each.beside.count)],
  ]);
  const daemons = used.map((each) => [
    each.daemon,
    ...[phases(each.rssMib), phases(each.files), phases(each.connections)],
    ...[times(each.processor), String(each.refused), String(each.displaced)],
  ]);
  const { connected, closed, sent } = abusers;
  return [
    `\n== ${kind}: ${connected} connections, ${closed} of them closed by the daemons; ${sent} requests or pieces sent`,
    columns([['', 'alone ms', 'p99', 'beside ms', 'p99', 'times', 'p99', 'n'], ...latency]),
    columns([['', 'MiB before/peak/after', 'files', 'connections', 'processor', 'refused', 'displaced'], ...daemons]),
    ...errors.map((error) => `ERROR ${error}`),
    ...leaks.map((leak) => `LEAK ${leak}`),
  ].join('\n');
}

/** What it comes to, in a few lines. */
export function verdict(report: AbuseReport): string {
  const medians = slowOnes(report, 'medianMs');
  const tails = slowOnes(report, 'p99Ms');
  const errors = report.kinds.reduce((sum, kind) => sum + kind.errors.length, 0);
  const leaks = report.kinds.reduce((sum, kind) => sum + kind.leaks.length, report.leaks.length);
  return [
    ...report.deaths.map((death) => `DIED ${death}`),
    ...report.leaks.map((leak) => `LEAK ${leak}`),
    isSound(report)
      ? 'The well-behaved client got every answer right, and everything returned to rest.'
      : `NOT SOUND: ${errors} errors of the well-behaved client, ${leaks} things that did not return to rest, ${report.deaths.length} deaths.`,
    medians.length === 0
      ? 'Within twice its usual time: every operation, by the median.'
      : `Not within twice its usual time, by the median: ${medians.join('; ')}.`,
    tails.length === 0
      ? 'The slowest hundredth: within twice, too.'
      : `The slowest hundredth took more than twice as long: ${tails.join('; ')}.`,
  ].join('\n');
}

/** The run as a chapter's table. */
export function markdown(report: AbuseReport): string {
  const cell = (fared: readonly Fared[], operation: string): string => {
    const each = fared.find((one) => one.operation === operation);
    return each === undefined ? '' : `${times(ratioOf(each, 'medianMs'))} (${times(ratioOf(each, 'p99Ms'))})`;
  };
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const head = (cells: readonly string[]): string => `${row(cells)}\n${row(cells.map(() => '---'))}`;
  const latencies = report.kinds.map(({ kind, fared }) => row([kind, ...OPERATIONS.map((each) => cell(fared, each))]));
  const alone = OPERATIONS.map((operation) => {
    const all = report.kinds.flatMap(({ fared }) => fared.filter((each) => each.operation === operation));
    const medians = all.map((each) => each.alone.medianMs).toSorted((a, b) => a - b);
    return ms(medians[medians.length >> 1] ?? 0);
  });
  const daemons = report.kinds.map(({ kind, abusers, used, errors, leaks }) => {
    const sum = (what: 'refused' | 'displaced'): number => used.reduce((all, each) => all + each[what], 0);
    const largest = used.toSorted((a, b) => b.rssMib.peak - a.rssMib.peak)[0];
    const busiest = used.toSorted((a, b) => b.files.peak - a.files.peak)[0];
    return row([
      ...[kind, abusers.connected, abusers.closed, sum('refused'), sum('displaced')],
      largest === undefined ? '' : `${largest.daemon}: ${phases(largest.rssMib)}`,
      busiest === undefined ? '' : `${busiest.daemon}: ${phases(busiest.files)}`,
      ...[errors.length, leaks.length],
    ]);
  });
  return [
    `Made with \`${report.command}\` on ${report.machine}.\nLimits of the daemons: ${report.limits}.`,
    'How many times its usual time the median of each operation took beside abusers (in parentheses the slowest hundredth):',
    [head(['', ...OPERATIONS]), row(['alone, ms', ...alone]), ...latencies].join('\n'),
    'What abusers did and what became of it; memory in MiB of the daemon that used most, and open files of the one that had most, each before / at most / after:',
    [
      head(['', 'connections', 'closed by daemons', 'refused', 'displaced', 'memory', 'files', 'errors', 'leaks']),
      ...daemons,
    ].join('\n'),
    verdict(report),
  ].join('\n\n');
}
