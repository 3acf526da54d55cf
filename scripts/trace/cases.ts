import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Found } from './check.ts';

/** A black-box case, as far as a trace looks at it. */
export interface NamedCase {
  readonly id: string;
  readonly statements: readonly string[];
}

/** The black-box cases of the conformance kit; none where there is no kit. */
export async function kitCases(root: string): Promise<readonly NamedCase[]> {
  const index = join(root, 'conformance/cases/index.ts');
  if (!existsSync(index)) return [];
  return ((await import(index)) as { CASES: readonly NamedCase[] }).CASES;
}

/** The statements that cases name, each with the id of its case. */
export function caseChecks(cases: readonly NamedCase[]): Found {
  const checks = cases.flatMap(({ id, statements }) =>
    [...new Set(statements)].map((statement) => ({ kind: 'case', statement, where: id }) as const),
  );
  return { checks, complaints: [] };
}
