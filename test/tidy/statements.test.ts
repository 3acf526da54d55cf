import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, sourceFiles } from './sourceFiles.ts';

const SPEC = join(ROOT, 'spec');

/** The ids of all statements, in the order of the chapters. */
function statements(): string[] {
  return readdirSync(SPEC)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .flatMap((name) => [
      ...readFileSync(join(SPEC, name), 'utf8').matchAll(/^\*\*([A-Z][A-Z0-9-]+)\*\* \((?:MUST|SHOULD|MAY); /gm),
    ])
    .map((match) => match[1] ?? '');
}

/** The ids that a text cites behind `Spec:`; `CONN-*` cites a family. */
function cited(text: string): string[] {
  const joined = text.replace(/\n\s*(?:\*|\/\/)\s?/g, ' ');
  return [...joined.matchAll(/\bSpec: ((?:[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*(?:-\*)?(?:, )?)+)/g)].flatMap((match) =>
    (match[1] ?? '').split(', ').filter(Boolean),
  );
}

describe('the statements of the specification', () => {
  it('have an id of their own each', () => {
    const ids = statements();
    expect(ids.length).toBeGreaterThan(60);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('are there for every id that code cites', () => {
    const ids = statements();
    const unknown = sourceFiles('src', 'sim').flatMap((file) =>
      cited(file.text)
        .filter((id) =>
          id.endsWith('-*') ? !ids.some((known) => known.startsWith(id.slice(0, -1))) : !ids.includes(id),
        )
        .map((id) => `${file.path} cites ${id}, which no chapter of spec/ states`),
    );
    expect(unknown).toEqual([]);
  });

  it('are each cited by the code that serves them', () => {
    const used = new Set(sourceFiles('src', 'sim').flatMap((file) => cited(file.text)));
    const families = [...used].filter((id) => id.endsWith('-*')).map((id) => id.slice(0, -1));
    const uncited = statements().filter((id) => !used.has(id) && !families.some((family) => id.startsWith(family)));
    expect(uncited).toEqual([]);
  });
});
