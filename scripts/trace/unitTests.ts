import type { CitingFile, Found } from './check.ts';

/** `// Spec: A-B, C-D`, with more ids on comment lines below. */
const CITATION = /^[ \t]*\/\/ Spec: ([^\n]*(?:\n[ \t]*\/\/ [A-Z][A-Z0-9]*-[^\n]*)*)\n/gm;
/** What a citation may stand above, other comment lines in between. */
const TEST = /^(?:[ \t]*\/\/[^\n]*\n)*[ \t]*(?:it|test|describe)\b/;
const ID = /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+$/;

/** The statements that a file of unit tests cites above an `it` or `describe`. */
export function unitTestsIn({ path, text }: CitingFile): Found {
  const checks = [];
  const complaints = [];
  for (const match of text.matchAll(CITATION)) {
    const end = match.index + match[0].length;
    const where = `${path}:${text.slice(0, end).split('\n').length}`;
    const ids = (match[1] ?? '').split(/,\s*(?:\/\/\s*)?|\s*\n\s*\/\/\s*/).filter(Boolean);
    if (!TEST.test(text.slice(end)))
      complaints.push(`${where}: a citation stands above a test or a describe, not here`);
    for (const statement of ids) {
      if (ID.test(statement)) checks.push({ kind: 'unit test', statement, where } as const);
      else complaints.push(`${where}: "${statement}" is no statement id; a citation is ids with commas, nothing else`);
    }
  }
  return { checks, complaints };
}
