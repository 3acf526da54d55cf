import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Statement, statementsOf } from './statements.ts';

/** The folder of the specification. */
export const SPEC_FOLDER = join(import.meta.dirname, '../../spec');

/** Chapters in other languages say the same; they are held to the registry and state nothing themselves. */
const TRANSLATION = /\.[a-z]{2}(?:-[A-Z]{2})?\.md$/;

/** The names of the chapters, in the order in which the README names them; one that it does not name comes last. */
export function chapterNames(folder = SPEC_FOLDER): string[] {
  const contents = readFileSync(join(folder, 'README.md'), 'utf8');
  const place = (name: string): number => {
    const at = contents.indexOf(`(${name})`);
    return name === 'README.md' ? -1 : at < 0 ? contents.length : at;
  };
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md') && !TRANSLATION.test(name))
    .sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** All statements of the specification, in reading order. Throws a `ChapterError`. */
export function allStatements(folder = SPEC_FOLDER): Statement[] {
  return chapterNames(folder).flatMap((name) => statementsOf(name, readFileSync(join(folder, name), 'utf8')));
}
