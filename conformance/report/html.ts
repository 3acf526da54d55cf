import { statement } from '../runner/statements.ts';
import { compareHex, type HexByte, hex } from '../wire/hex.ts';
import { escapeMarkup } from './markup.ts';
import { STYLE } from './style.ts';
import type { Comparison, Outcome, Report, ReportCase } from './tree.ts';

/** The report as one page that needs nothing but itself: no script, no font, no request. */
export function html(report: Report): string {
  const title = `${report.tool} ${report.version}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${STYLE}</style></head><body>
<h1>${title}</h1>
<p class="facts">${escapeMarkup(`${report.startedAt}, ${report.seconds.toFixed(1)} s, profile ${report.profile}, seed ${report.seed}`)}</p>
${targets(report)}${conclusion(report)}${scores(report)}${dialects(report)}${parts(report)}
</body></html>
`;
}

function targets(report: Report): string {
  const rows = report.targets.map(
    ({ part, where, unreachable }) =>
      `<li><b>${part}</b> ${escapeMarkup(where)}${unreachable === undefined ? '' : ` <span class="bad">not reachable: ${escapeMarkup(unreachable)}</span>`}</li>`,
  );
  return `<ul class="targets">${rows.join('')}</ul>\n`;
}

const OUTCOMES: readonly Outcome[] = [
  'failed',
  'unexpected pass',
  'error',
  'tolerated',
  'expected failure',
  'ok',
  'not judged',
];

function conclusion(report: Report): string {
  const counts = OUTCOMES.map((outcome) => [outcome, report.cases.filter((each) => each.outcome === outcome).length]);
  const tiles = counts
    .filter(([, count]) => count !== 0)
    .map(([outcome, count]) => `<span class="tile ${className(outcome as Outcome)}"><b>${count}</b> ${outcome}</span>`);
  return `<p class="tiles">${tiles.join('')}</p>\n`;
}

function scores(report: Report): string {
  const rows = report.scores.map((row) => {
    const judged = row.passed + row.failed;
    const share = judged === 0 ? 0 : Math.round((row.passed / judged) * 100);
    const bar = judged === 0 ? '' : `<meter min="0" max="100" value="${share}"></meter> ${share} %`;
    return `<tr><td>${row.part}<td>${row.rank}<td>${bar}<td>${row.passed}<td>${row.failed}<td>${row.excused}<td>${row.skipped}<td>${row.notApplicable}`;
  });
  const heads = ['part', 'level', 'score', 'passed', 'failed', 'excused', 'skipped', 'not applicable'];
  return `<table><tr>${heads.map((head) => `<th>${head}`).join('')}</tr>${rows.join('')}</table>\n`;
}

function dialects(report: Report): string {
  if (report.dialects.length === 0) return '';
  const items = report.dialects.map(({ title, name, explains }) => {
    const cases = explains.map((id) => `<li><a href="#${escapeMarkup(id)}">${escapeMarkup(id)}</a></li>`).join('');
    const explained = explains.length === 0 ? 'nothing failed because of it' : `explains ${explains.length} deviations`;
    return `<details class="dialect"><summary>The target ${escapeMarkup(title)}: ${explained} <code>${name}</code></summary><ul>${cases}</ul></details>`;
  });
  return `<h2>Dialects</h2>${items.join('\n')}\n`;
}

function parts(report: Report): string {
  const names = [...new Set(report.cases.map(({ part }) => part))];
  return names
    .map((part) => {
      const cases = report.cases.filter((each) => each.part === part);
      return `<h2>${part}</h2>\n${cases.map(caseBlock).join('\n')}`;
    })
    .join('\n');
}

function caseBlock(each: ReportCase): string {
  const open = each.outcome === 'failed' && each.dialect === undefined ? ' open' : '';
  const axes = `said ${each.said}, connection ended ${each.ended}`;
  return `<details id="${escapeMarkup(each.id)}" class="case ${className(each.outcome)}"${open}>
<summary><span class="mark">${each.outcome}</span> <code>${escapeMarkup(each.id)}</code> ${escapeMarkup(each.title)}</summary>
<p class="facts">${each.rank === 'reference' || each.byFinding ? 'reference behaviour' : each.rank}, ${axes}, ${each.ms} ms</p>
${each.why === undefined ? '' : `<p class="why">${escapeMarkup(each.why)}</p>`}
${each.dialect === undefined ? '' : `<p>explained by the dialect <code>${each.dialect}</code></p>`}
${comparison(each.comparison ?? {})}${list(each.findings.map(({ statement: id, message }) => `${id}: ${message}`))}${list(each.notes)}
<dl>${each.statements.map((id) => `<dt>${id}${id === each.broken ? ' <span class="bad">broken</span>' : ''}<dd>${escapeMarkup(statement(id)?.text ?? '')}`).join('')}</dl>
${each.conversations.map(({ peer, lines }) => `<p class="facts">${escapeMarkup(peer)}</p><pre>${escapeMarkup(lines.join('\n'))}</pre>`).join('')}
</details>`;
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${escapeMarkup(line)}</li>`).join('')}</ul>`;
}

function comparison({ expected, got, offset }: Comparison): string {
  if (expected === undefined && got === undefined) return '';
  if (expected instanceof Uint8Array && got instanceof Uint8Array) {
    const rows = compareHex(expected, got, offset ?? 0).map(
      (line) =>
        `<tr><td>${line.offset.toString(16).padStart(6, '0')}<td>${bytes(line.expected)}<td>${bytes(line.got)}<td>${escapeMarkup(line.got.map((byte) => byte.text).join(''))}`,
    );
    return `<table class="hex"><tr><th><th>expected<th>got<th></tr>${rows.join('')}</table>`;
  }
  const row = (name: string, value: Uint8Array | string | undefined) =>
    value === undefined
      ? ''
      : `<tr><th>${name}<td>${escapeMarkup(typeof value === 'string' ? value : hex(value) || 'nothing')}`;
  return `<table class="hex">${row('expected', expected)}${row('got', got)}</table>`;
}

function bytes(line: readonly HexByte[]): string {
  return line.map((byte) => (byte.differs ? `<mark>${byte.hex}</mark>` : byte.hex)).join(' ');
}

function className(outcome: Outcome): string {
  return outcome.replaceAll(' ', '-');
}
