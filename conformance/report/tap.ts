import { comparisonLines } from './comparison.ts';
import { paint } from './paint.ts';
import type { Report, ReportCase } from './tree.ts';

/** The report in the Test Anything Protocol, version 14; what is excused is `TODO`, what was not judged `SKIP`. */
export function tap(report: Report): string {
  const lines = ['TAP version 14', `1..${report.cases.length}`];
  for (const { name, title, explains } of report.dialects) {
    lines.push(`# dialect ${name}: the target ${title}: explains ${explains.length} deviations`);
  }
  report.cases.forEach((each, index) => {
    lines.push(...point(each, index + 1));
  });
  return `${lines.join('\n')}\n`;
}

function point(each: ReportCase, number: number): string[] {
  const { outcome, verdict } = each;
  const ok = verdict === 'fail' || verdict === 'error' || outcome === 'unexpected pass' ? 'not ok' : 'ok';
  const directive =
    outcome === 'not judged'
      ? ` # SKIP ${oneLine(each.why ?? verdict)}`
      : outcome === 'tolerated' || outcome === 'expected failure'
        ? ` # TODO ${outcome}`
        : '';
  const line = `${ok} ${number} - ${each.id} ${oneLine(each.title).replaceAll('#', '\\#')}${directive}`;
  return ok === 'ok' ? [line] : [line, ...diagnosis(each)];
}

function diagnosis(each: ReportCase): string[] {
  const facts = {
    statement: each.broken ?? each.statements.join(' '),
    level: each.rank,
    message: each.outcome === 'unexpected pass' ? 'passes, though it is expected to fail' : (each.why ?? ''),
    said: each.said,
    ended: each.ended,
    ...(each.dialect !== undefined && { dialect: each.dialect }),
  };
  const comparison = comparisonLines(each.comparison ?? {}, paint(false));
  return [
    '  ---',
    ...Object.entries(facts).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
    ...(comparison.length > 0 ? ['  comparison: |', ...comparison.map((line) => `    ${line}`)] : []),
    '  ...',
  ];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
