import { KINDS, type Kind } from './check.ts';
import { type Trace, type Traced, uncheckedMusts } from './trace.ts';

const HEADINGS: Readonly<Record<Kind, string>> = {
  'unit test': 'unit tests',
  oracle: 'simulator oracles',
  vector: 'vectors',
  case: 'black-box cases',
};

/** The trace as a Markdown table, how often each kind of check names a statement; `long` says where. */
export function traceTable(trace: Trace, { long = false } = {}): string {
  const rows = [
    ['statement', 'level', 'binds', ...KINDS.map((kind) => HEADINGS[kind])],
    ...trace.traced.map((traced) => row(traced, long)),
  ];
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((cells) => (long && at > 2 ? 3 : (cells[at] ?? '').length))),
  );
  const lines = rows.map((cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`);
  lines.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  return [...lines, '', summary(trace), ''].join('\n');
}

function row({ statement, checks }: Traced, long: boolean): string[] {
  const cells = KINDS.map((kind) => {
    const places = checks.filter((check) => check.kind === kind).map(({ where }) => where);
    return long ? [...new Set(places)].join('<br>') : places.length === 0 ? '' : String(places.length);
  });
  const nothing = checks.length === 0 ? (statement.level === 'MUST' ? ' UNCHECKED' : ' (unchecked)') : '';
  return [statement.id, `${statement.level}${nothing}`, bound(statement), ...cells];
}

/** The parts in a word, where there is one for them. */
function bound({ binds, ours }: Traced['statement']): string {
  const words: Record<string, string> = {
    'tracker, id, storage, client, gateway': 'all',
    'tracker, id, storage, gateway': 'daemons',
    'tracker, id, storage': 'servers',
  };
  const parts = binds.join(', ');
  return `${words[parts] ?? parts}${ours ? ' of ours' : ''}`;
}

function summary(trace: Trace): string {
  const checked = trace.traced.filter(({ checks }) => checks.length > 0).length;
  const musts = trace.traced.filter(({ statement }) => statement.level === 'MUST').length;
  const unchecked = uncheckedMusts(trace);
  return (
    `${trace.traced.length} statements, ${checked} checked; ${musts} of them MUST, ` +
    (unchecked.length === 0 ? 'every one checked.' : `${unchecked.length} unchecked: ${unchecked.join(', ')}.`)
  );
}
