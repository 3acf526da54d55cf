import { comparisonLines } from './comparison.ts';
import { escapeMarkup } from './markup.ts';
import { paint } from './paint.ts';
import type { Report, ReportCase } from './tree.ts';

/** The report as JUnit XML: a suite a part; what is excused counts as skipped, with the reason. */
export function junit(report: Report): string {
  const parts = [...new Set(report.cases.map(({ part }) => part))];
  const suites = parts.map((part) => {
    const cases = report.cases.filter((each) => each.part === part);
    return [
      `  <testsuite name="${part}" ${counts(cases)} timestamp="${report.startedAt}">`,
      ...cases.map(testcase),
      '  </testsuite>',
    ].join('\n');
  });
  const total = `${counts(report.cases)} name="${report.tool} ${report.version}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${total}>\n${suites.join('\n')}\n</testsuites>\n`;
}

function counts(cases: readonly ReportCase[]): string {
  const of = (kind: ReturnType<typeof kindOf>) => cases.filter((each) => kindOf(each) === kind).length;
  const seconds = cases.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}" time="${seconds.toFixed(3)}"`;
}

function kindOf({ outcome }: ReportCase): 'ok' | 'failure' | 'error' | 'skipped' {
  if (outcome === 'ok') return 'ok';
  if (outcome === 'error') return 'error';
  return outcome === 'failed' || outcome === 'unexpected pass' ? 'failure' : 'skipped';
}

function testcase(each: ReportCase): string {
  const [part, topic, ...name] = each.id.split('/');
  const head = `    <testcase classname="${part}.${escapeMarkup(topic ?? '')}" name="${escapeMarkup(`${name.join('/')}: ${each.title}`)}" time="${(each.ms / 1000).toFixed(3)}"`;
  const why = each.outcome === 'unexpected pass' ? 'passes, though it is expected to fail' : (each.why ?? each.verdict);
  const attributes = `message="${escapeMarkup(why)}"`;
  switch (kindOf(each)) {
    case 'ok':
      return `${head}/>`;
    case 'skipped':
      return `${head}><skipped ${attributes}/></testcase>`;
    case 'error':
      return `${head}><error ${attributes}>${escapeMarkup(detail(each))}</error></testcase>`;
    default:
      return `${head}><failure ${attributes} type="${each.broken ?? 'unexpected pass'}">${escapeMarkup(detail(each))}</failure></testcase>`;
  }
}

function detail(each: ReportCase): string {
  const conversations = each.conversations.flatMap(({ peer, lines }) => [`with ${peer}`, ...lines]);
  return [
    `statements: ${each.statements.join(', ')}   said: ${each.said}   ended: ${each.ended}`,
    ...(each.dialect === undefined ? [] : [`explained by the dialect ${each.dialect}`]),
    ...comparisonLines(each.comparison ?? {}, paint(false)),
    ...each.notes,
    ...conversations,
  ].join('\n');
}
