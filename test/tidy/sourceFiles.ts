import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The folder of the project. */
export const ROOT = join(import.meta.dirname, '../..');

/** A TypeScript file of the project. */
export interface SourceFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The text with comments and the insides of strings blanked; line numbers stay. */
  readonly code: string;
  /** What it imports, as written. */
  readonly imports: readonly string[];
}

/** All TypeScript files below these folders, what is built aside, sorted by path. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return folders
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => read(relative(ROOT, join(entry.parentPath, entry.name))))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function read(path: string): SourceFile {
  return sourceFile(path, readFileSync(join(ROOT, path), 'utf8'));
}

/** What the rules see of a file with this text. */
export function sourceFile(path: string, text: string): SourceFile {
  const imports = [
    ...text.matchAll(/^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm),
    ...text.matchAll(/^\s*import\s*['"]([^'"]+)['"]/gm),
    ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g),
  ].map((match) => match[1] ?? '');
  return { path, text, code: blank(text), imports };
}

/** Strings, templates (their `${}` stay) and comments become spaces. */
function blank(text: string): string {
  const pattern = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\$]|\$(?!\{))*`/g;
  return text.replace(pattern, (match) => match.replace(/[^\n]/g, ' '));
}

/** True for a test or what only tests import. */
export function isTest(path: string): boolean {
  return /\.(test|contract|bench)\.ts$/.test(path) || path.startsWith('test/');
}
