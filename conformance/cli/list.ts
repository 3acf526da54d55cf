import { type AnyCase, PARTS } from '../runner/case.ts';
import { statement } from '../runner/statements.ts';

/** The cases, a line for each and one for its statements, part by part. */
export function list(cases: readonly AnyCase[]): string {
  const parts = PARTS.map((part) => cases.filter((each) => each.part === part)).filter((own) => own.length > 0);
  const blocks = parts.map((own) => own.map(entry).join('\n'));
  const counts = parts.map((own) => `${own[0]?.part} ${own.length}`).join(', ');
  return `${blocks.join('\n\n')}\n\n${cases.length} cases: ${counts}\n`;
}

/** The same for programs. */
export function listJson(cases: readonly AnyCase[]): string {
  const entries = cases.map(({ id, part, title, statements, needs }) => ({
    id,
    part,
    title,
    statements: statements.map((name) => ({ id: name, level: levelOf(name) })),
    needs: needs ?? [],
  }));
  return `${JSON.stringify(entries, null, 2)}\n`;
}

function entry({ id, title, statements, needs }: AnyCase): string {
  const levels = statements.map((name) => `${name} (${levelOf(name)})`).join(', ');
  const wants = needs === undefined ? '' : `; needs ${needs.join(', ')}`;
  return `${id}\n    ${title}\n    ${levels}${wants}`;
}

function levelOf(name: string): string {
  const known = statement(name);
  if (known === undefined) return 'unknown';
  return known.ours ? `${known.level}, reference` : known.level;
}
