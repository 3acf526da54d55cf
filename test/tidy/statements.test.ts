import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allStatements, chapterNames, SPEC_FOLDER } from '../../scripts/spec/chapters.ts';
import { readPackets } from '../../scripts/spec/packets.ts';
import { ChapterError, registryText, statementsOf } from '../../scripts/spec/statements.ts';
import { isTest, sourceFiles } from './sourceFiles.ts';

/** The ids of all statements, in the order of the chapters. */
function statements(): string[] {
  return allStatements().map(({ id }) => id);
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
    expect(ids.length).toBeGreaterThan(100);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('are there for every id that code cites', () => {
    const ids = statements();
    const unknown = sourceFiles('src', 'sim', 'conformance', 'web').flatMap((file) =>
      cited(file.text)
        .filter((id) =>
          id.endsWith('-*') ? !ids.some((known) => known.startsWith(id.slice(0, -1))) : !ids.includes(id),
        )
        .map((id) => `${file.path} cites ${id}, which no chapter of spec/ states`),
    );
    expect(unknown).toEqual([]);
  });

  it('are each cited by the code that serves them', () => {
    const used = new Set(
      sourceFiles('src', 'sim', 'web')
        .filter((file) => !isTest(file.path))
        .flatMap((file) => cited(file.text)),
    );
    const families = [...used].filter((id) => id.endsWith('-*')).map((id) => id.slice(0, -1));
    const uncited = statements().filter((id) => !used.has(id) && !families.some((family) => id.startsWith(family)));
    expect(uncited).toEqual([]);
  });
});

describe('the registry', () => {
  it('is what the chapters say; `npm run spec` makes it anew', () => {
    expect(readFileSync(join(SPEC_FOLDER, 'statements.json'), 'utf8')).toBe(registryText(allStatements()));
  });

  it('knows the statement of every packet', () => {
    const { head, failure, packets } = readPackets();
    const named = [head, failure, ...packets, ...packets.map(({ reply }) => reply)].map(({ statement }) => statement);
    expect(named.filter((id) => !statements().includes(id))).toEqual([]);
  });

  it('does not take an example in a fenced block for a statement', () => {
    const chapter = '# A\n\n```\n**AN-EXAMPLE** (MUST; all) No.\n```\n\n**A-RULE** (MUST; all) Yes,\nalways.\n';
    expect(statementsOf('a.md', chapter)).toEqual([
      {
        id: 'A-RULE',
        level: 'MUST',
        binds: ['tracker', 'id', 'storage', 'client', 'gateway'],
        ours: false,
        chapter: 'a.md',
        text: 'Yes, always.',
      },
    ]);
  });

  it('tells what is only our choice from what binds everyone', () => {
    const [own] = statementsOf('a.md', '**A-RULE** (SHOULD; servers of ours) Yes.');
    expect(own).toMatchObject({ level: 'SHOULD', binds: ['tracker', 'id', 'storage'], ours: true });
  });

  it.each([
    ['a level that there is not', '**A-RULE** (SHALL; all) Yes.'],
    ['nobody bound', '**A-RULE** (MUST) Yes.'],
    ['somebody bound whom nobody knows', '**A-RULE** (MUST; printers) Yes.'],
    ['no text', '**A-RULE** (MUST; all)'],
  ])('refuses a statement with %s', (_what, paragraph) => {
    expect(() => statementsOf('a.md', paragraph)).toThrow(ChapterError);
  });

  it('refuses an id that is given twice', () => {
    const twice = [
      ...statementsOf('a.md', '**A-RULE** (MUST; all) Yes.'),
      ...statementsOf('b.md', '**A-RULE** (MAY; all) No.'),
    ];
    expect(() => registryText(twice)).toThrow('b.md states A-RULE, which a.md states already');
  });
});

describe('the chapters', () => {
  it('are each in the table of contents, once', () => {
    const contents = readFileSync(join(SPEC_FOLDER, 'README.md'), 'utf8');
    const links = [...contents.matchAll(/^\| \[[^\]]+\]\(([^)]+)\)/gm)].map((match) => match[1] ?? '');
    expect(links.filter((name, at) => links.indexOf(name) !== at)).toEqual([]);
    expect(links.filter((name) => !existsSync(join(SPEC_FOLDER, name)))).toEqual([]);
    expect(chapterNames().filter((name) => name !== 'README.md' && !links.includes(name))).toEqual([]);
  });
});
