import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { allStatements } from '../spec/chapters.ts';
import type { Statement } from '../spec/statements.ts';
import { caseChecks, kitCases } from './cases.ts';
import { type Check, type CitingFile, type Found, together } from './check.ts';
import { oraclesIn } from './oracles.ts';
import { unitTestsIn } from './unitTests.ts';
import { vectorsIn } from './vectors.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A statement and what checks it. */
export interface Traced {
  readonly statement: Statement;
  readonly checks: readonly Check[];
}

/** Every statement with its checks, and what is wrong with the citations. */
export interface Trace {
  readonly traced: readonly Traced[];
  readonly complaints: readonly string[];
}

/** Which files are read for which kind of check; folders that are not there hold nothing. */
const SOURCES: readonly { folders: string[]; wanted: RegExp; read: (file: CitingFile) => Found }[] = [
  { folders: ['src', 'sim', 'test', 'web/src'], wanted: /\.(?:test|contract)\.ts$/, read: unitTestsIn },
  { folders: ['sim/chaos'], wanted: /^(?!.*\.test\.ts$).*\.ts$/, read: oraclesIn },
  { folders: ['conformance/vectors'], wanted: /^(?!.*\.schema\.json$).*\.json$/, read: vectorsIn },
];

/** What checks the statements of the specification. Rejects with a `ChapterError` when a chapter cannot be read. */
export async function traceProject(): Promise<Trace> {
  const found = SOURCES.flatMap(({ folders, wanted, read }) => filesIn(folders, wanted).map(read));
  return trace(allStatements(), together([...found, caseChecks(await kitCases(ROOT))]));
}

/** Puts the checks beside their statements; one that names an unknown statement is a complaint. */
export function trace(statements: readonly Statement[], found: Found): Trace {
  const known = new Set(statements.map(({ id }) => id));
  const unknown = found.checks
    .filter(({ statement }) => !known.has(statement))
    .map(({ statement, kind, where }) => `${where}: a ${kind} names ${statement}, which no chapter of spec/ states`);
  return {
    traced: statements.map((statement) => ({
      statement,
      checks: found.checks.filter((check) => check.statement === statement.id),
    })),
    complaints: [...found.complaints, ...unknown],
  };
}

/** The ids of the MUSTs that nothing checks. */
export function uncheckedMusts({ traced }: Trace): string[] {
  return traced.filter(({ statement, checks }) => statement.level === 'MUST' && checks.length === 0).map(idOf);
}

function idOf({ statement }: Traced): string {
  return statement.id;
}

function filesIn(folders: readonly string[], wanted: RegExp): CitingFile[] {
  return folders
    .map((folder) => join(ROOT, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: relative(ROOT, path), text: readFileSync(path, 'utf8') }));
}
