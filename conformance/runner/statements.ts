import { readFileSync } from 'node:fs';
import { dataFile } from '../wire/packets.ts';

export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** A statement of the specification, as `spec/statements.json` has it. */
export interface Statement {
  readonly id: string;
  readonly level: Level;
  readonly binds: readonly string[];
  /** True when it binds only implementations that want to behave as the reference does. */
  readonly ours: boolean;
  readonly chapter: string;
  readonly text: string;
}

const REGISTRY = JSON.parse(readFileSync(dataFile('spec/statements.json'), 'utf8')) as { statements: Statement[] };
const BY_ID = new Map(REGISTRY.statements.map((statement) => [statement.id, statement]));

/** The statement with this id, if the specification has it. */
export function statement(id: string): Statement | undefined {
  return BY_ID.get(id);
}

/** What a result counts as: a level, or behaviour that only the reference implementation promises. */
export type Rank = Level | 'reference';
export const RANKS: readonly Rank[] = ['MUST', 'SHOULD', 'MAY', 'reference'];

/** The rank of a case: that of its first statement. */
export function rankOf(statements: readonly string[]): Rank {
  const first = statement(statements[0] ?? '');
  if (first === undefined) return 'MUST';
  return first.ours ? 'reference' : first.level;
}
