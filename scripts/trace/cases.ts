import type { CitingFile, Found } from './check.ts';

const STATEMENTS = /\bstatements:\s*\[([^\]]*)\]/g;
const CASE_ID = /\bid:\s*(['"`])(.*?)\1/g;

/** The statements that the black-box cases of a file name, each with the id of its case: the last one above. */
export function casesIn({ path, text }: CitingFile): Found {
  const ids = [...text.matchAll(CASE_ID)].map((match) => ({ at: match.index, id: match[2] ?? '' }));
  const checks = [...text.matchAll(STATEMENTS)].flatMap((match) => {
    const line = text.slice(0, match.index).split('\n').length;
    const where = ids.findLast(({ at }) => at < match.index)?.id ?? `${path}:${line}`;
    return [...(match[1] ?? '').matchAll(/['"]([^'"]+)['"]/g)].map((quoted) => {
      return { kind: 'case', statement: quoted[1] ?? '', where } as const;
    });
  });
  return { checks, complaints: [] };
}
