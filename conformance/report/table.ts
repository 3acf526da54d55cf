import { comparisonLines } from './comparison.ts';
import type { Paint } from './paint.ts';
import type { Score } from './score.ts';
import type { Outcome, Report, ReportCase } from './tree.ts';

const MARKS: Readonly<Record<Outcome, string>> = {
  ok: '✓',
  failed: '✗',
  'expected failure': 'x',
  'unexpected pass': '!',
  tolerated: '~',
  'not judged': '·',
  error: 'E',
};

/** The report for a person at a terminal: topics, dialects, failures in full, what was skipped, the score. */
export function table(report: Report, paint: Paint, options: { readonly verbose?: boolean } = {}): string {
  return [
    header(report, paint),
    options.verbose ? everyCase(report, paint) : topics(report, paint),
    dialects(report, paint),
    failures(report, paint),
    skipped(report, paint),
    score(report.scores, paint),
    conclusion(report, paint),
  ]
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')
    .concat('\n');
}

function header(report: Report, paint: Paint): string[] {
  const targets = report.targets.map(({ part, where, unreachable }) => {
    const line = `  ${part.padEnd(8)} ${where}`;
    return unreachable === undefined ? line : paint.red(`${line}  not reachable: ${unreachable}`);
  });
  return [paint.bold(`${report.tool} ${report.version}, profile ${report.profile}, seed ${report.seed}`), ...targets];
}

function topics(report: Report, paint: Paint): string[] {
  const byTopic = grouped(report.cases);
  const width = Math.max(...[...byTopic.keys()].map((topic) => topic.length), 0);
  return [...byTopic].map(([topic, cases]) => {
    const marks = cases.map((each) => mark(each, paint)).join('');
    const wrong = cases.filter(({ verdict }) => verdict === 'fail' || verdict === 'error').length;
    return `  ${topic.padEnd(width)}  ${marks}${wrong > 0 ? `  ${wrong} of ${cases.length} not as stated` : ''}`;
  });
}

function grouped(cases: readonly ReportCase[]): Map<string, ReportCase[]> {
  const groups = new Map<string, ReportCase[]>();
  for (const each of cases) groups.set(topicOf(each), [...(groups.get(topicOf(each)) ?? []), each]);
  return groups;
}

/** `storage/download` of `storage/download/whole`. */
function topicOf({ id }: ReportCase): string {
  return id.split('/').slice(0, 2).join('/');
}

function everyCase(report: Report, paint: Paint): string[] {
  const width = Math.max(...report.cases.map(({ id }) => id.length), 0);
  const heading = `    ${'case'.padEnd(width)}  ${'said'.padEnd(6)} ${'ended'.padEnd(6)} ${'ms'.padStart(6)}  the target …`;
  const rows = report.cases.map((each) => {
    const axes = `${axis(each.said).padEnd(6)} ${axis(each.ended).padEnd(6)}`;
    return `  ${mark(each, paint)} ${each.id.padEnd(width)}  ${axes} ${String(each.ms).padStart(6)}  ${each.title}`;
  });
  return [paint.dim(heading), ...rows];
}

function axis(verdict: ReportCase['said']): string {
  return verdict === 'not looked at' ? '-' : verdict;
}

function mark({ outcome }: ReportCase, paint: Paint): string {
  const text = MARKS[outcome];
  if (outcome === 'ok') return paint.green(text);
  if (outcome === 'failed' || outcome === 'unexpected pass' || outcome === 'error') return paint.red(text);
  return outcome === 'not judged' ? paint.dim(text) : paint.yellow(text);
}

function dialects(report: Report, paint: Paint): string[] {
  return report.dialects.map(({ name, title, explains }) => {
    const count = `${explains.length} ${explains.length === 1 ? 'deviation' : 'deviations'}`;
    const explained = explains.length === 0 ? 'nothing failed because of it' : `explains ${count}`;
    return paint.yellow(`  The target ${title}: ${explained} (dialect ${name})`);
  });
}

function failures(report: Report, paint: Paint): string[] {
  const own = report.cases.filter(
    ({ outcome, dialect }) =>
      outcome === 'unexpected pass' || outcome === 'error' || (outcome === 'failed' && dialect === undefined),
  );
  return own.flatMap((each, index) => [...(index > 0 ? [''] : []), ...failure(each, paint)]);
}

function failure(each: ReportCase, paint: Paint): string[] {
  if (each.outcome === 'unexpected pass') {
    return [paint.red(`! ${each.id}`), '    passes, though it is expected to fail: take it off the list'];
  }
  const rank = each.rank === 'reference' || each.byFinding ? 'reference behaviour' : each.rank;
  const lines = [
    `the target ${each.title}`,
    `${each.broken ?? each.statements[0]} (${rank})  said: ${axis(each.said)}  ended: ${axis(each.ended)}`,
    paint.bold(each.outcome === 'error' ? `the kit failed: ${each.why}` : (each.why ?? '')),
    ...comparisonLines(each.comparison ?? {}, paint),
    ...each.notes.map((note) => `note: ${note}`),
    ...each.conversations.flatMap(({ peer, lines }) => [
      paint.dim(`— ${peer}`),
      ...lines.map((line) => paint.dim(line)),
    ]),
  ];
  return [
    paint.red(`${MARKS[each.outcome]} ${each.id}`),
    ...lines.map((line) => `    ${line.replaceAll('\n', '\n    ')}`),
  ];
}

function skipped(report: Report, paint: Paint): string[] {
  const reasons = new Map<string, number>();
  for (const { outcome, verdict, why } of report.cases) {
    if (outcome !== 'not judged') continue;
    const reason = `${verdict}: ${why ?? ''}`;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [...reasons].map(([reason, count]) => paint.dim(`  ${String(count).padStart(3)} ${reason}`));
}

function score(rows: readonly Score[], paint: Paint): string[] {
  if (rows.length === 0) return [];
  const heading = `  ${'part'.padEnd(8)} ${'level'.padEnd(10)} ${['passed', 'failed', 'excused', 'skipped', 'n/a'].map(cell).join('')}`;
  const lines = rows.map((row) => {
    const counts = [row.passed, row.failed, row.excused, row.skipped, row.notApplicable].map(cell).join('');
    const line = `  ${row.part.padEnd(8)} ${row.rank.padEnd(10)} ${counts}`;
    return row.failed > row.excused ? paint.red(line) : line;
  });
  return [paint.dim(heading), ...lines];
}

function cell(value: string | number): string {
  return String(value).padStart(8);
}

function conclusion(report: Report, paint: Paint): string[] {
  const count = (outcome: Outcome) => report.cases.filter((each) => each.outcome === outcome).length;
  const parts = [
    `${count('ok')} passed`,
    ...(['failed', 'unexpected pass', 'expected failure', 'tolerated', 'error'] as const)
      .filter((outcome) => count(outcome) > 0)
      .map((outcome) => `${count(outcome)} ${outcome}`),
    `${count('not judged')} not judged`,
  ];
  const explained = report.cases.filter(({ outcome, dialect }) => outcome === 'failed' && dialect !== undefined).length;
  if (explained > 0) parts[1] += ` (${explained} because of a dialect)`;
  const good = count('failed') + count('unexpected pass') + count('error') === 0;
  return [(good ? paint.green : paint.red)(`${parts.join(', ')} in ${report.seconds.toFixed(1)} s`)];
}
