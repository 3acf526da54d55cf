import { readFileSync, writeFileSync } from 'node:fs';
import type { RunReport } from '../chaos/history.ts';
import type { Plan } from '../chaos/plan.ts';

/** What a replay file holds. */
export interface Replay {
  readonly plan: Plan;
  /** The hash that the run had when the file was written. */
  readonly hash: string;
  /** What broke then. */
  readonly statements: readonly string[];
}

/** Writes a plan and what became of it. */
export function writeReplay(path: string, plan: Plan, report: RunReport): void {
  const statements = [...new Set(report.violations.map(({ statement }) => statement))];
  const replay: Replay = { hash: report.hash, statements, plan };
  writeFileSync(path, `${JSON.stringify(replay, undefined, 1)}\n`);
}

/** Reads a replay file, or one that is a plan and nothing else. Throws an `Error` of one sentence. */
export function readReplay(path: string): Partial<Replay> & Pick<Replay, 'plan'> {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  if (isPlan(read)) return { plan: read };
  if (typeof read === 'object' && read !== null && 'plan' in read && isPlan(read.plan)) {
    return read as Partial<Replay> & Pick<Replay, 'plan'>;
  }
  throw new Error(`${path} holds no plan of a run`);
}

function isPlan(value: unknown): value is Plan {
  const parts = ['seed', 'chaosMs', 'topology', 'operations', 'faults'];
  return typeof value === 'object' && value !== null && parts.every((part) => part in value);
}
