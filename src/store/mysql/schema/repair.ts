import type { Finding } from './finding.ts';

/** What is to be done, and what stands in its way. */
export interface RepairPlan {
  /** In this order; each can be interrupted, and each may be run again. */
  readonly statements: readonly string[];
  /** Repairs that would lose something, with the rows. */
  readonly refused: readonly Finding[];
  /** Problems that somebody has to decide. */
  readonly left: readonly Finding[];
}

/**
 * The statements that bring in order what was found. All that concerns one table becomes one ALTER TABLE; a table one of whose
 * repairs would lose rows is left as it is. Spec: OPS-DB-MIGRATE.
 */
export function planRepair(findings: readonly Finding[]): RepairPlan {
  const refused = findings.filter(({ repair }) => repair !== undefined && repair.obstacles.length > 0);
  const refusedTables = new Set(refused.map(({ repair }) => repair?.alter?.table));
  const clauses = new Map<string, Set<string>>();
  const statements: string[] = [];
  for (const { repair } of findings) {
    if (repair === undefined || repair.obstacles.length > 0) continue;
    statements.push(...(repair.statements ?? []));
    const { alter } = repair;
    if (alter === undefined || refusedTables.has(alter.table)) continue;
    const known = clauses.get(alter.table) ?? new Set<string>();
    for (const clause of alter.clauses) known.add(clause);
    clauses.set(alter.table, known);
  }
  const alters = [...clauses].map(([table, each]) => `ALTER TABLE ${table} ${[...each].join(', ')}`);
  const left = findings.filter(({ level, repair }) => level === 'problem' && repair === undefined);
  return { statements: [...alters, ...statements], refused, left };
}
