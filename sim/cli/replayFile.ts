import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { RunReport } from '../chaos/history.ts';
import type { Plan } from '../chaos/plan.ts';
import { planSchema } from '../chaos/planSchema.ts';
import { plantedBug } from './plantedBug.ts';
import { UsageError } from './usageError.ts';

/** The version of replay files that is written, and the only one that is read. */
const FORMAT = 1;

const replaySchema = z.looseObject({
  format: z.literal(FORMAT).default(FORMAT),
  /** The hash that the run had when the file was written. */
  hash: z.string().optional(),
  /** The statements that were broken. */
  statements: z.array(z.string()).optional(),
  /** The bug that was planted. */
  bug: z.string().optional(),
  plan: planSchema,
});

/** What a replay file says. */
export interface Replay {
  readonly plan: Plan;
  /** The hash that the run had when the file was written; undefined in a file that is a plan and nothing else. */
  readonly hash: string | undefined;
  /** The statements that were broken when the file was written. */
  readonly statements: readonly string[] | undefined;
  /** The bug that was planted when the file was written. */
  readonly bug: string | undefined;
}

/** Writes a plan and what became of it; `path` is fast-check's, of how the plan was found. */
export function writeReplay(
  file: string,
  { plan, report, path }: { readonly plan: Plan; readonly report: RunReport; readonly path?: string | undefined },
): void {
  const statements = [...new Set(report.violations.map(({ statement }) => statement))];
  const replay = { format: FORMAT, hash: report.hash, statements, bug: plantedBug(), path, plan };
  writeFileSync(file, `${JSON.stringify(replay, undefined, 1)}\n`);
}

/** Reads a replay file, or one that is a plan and nothing else. Throws a `UsageError`. */
export function readReplay(file: string): Replay {
  const read = parse(file);
  const isObject = typeof read === 'object' && read !== null;
  if (isObject && 'format' in read && read.format !== FORMAT) {
    throw new UsageError(
      `${file} is of another version of tnv sim: its format is ${JSON.stringify(read.format)}, this one reads ${FORMAT}`,
    );
  }
  if (!isObject || !('plan' in read || 'topology' in read)) throw new UsageError(`${file} holds no plan of a run`);
  const { data, error } = replaySchema.safeParse('plan' in read ? read : { plan: read });
  if (data !== undefined) return { plan: data.plan, hash: data.hash, statements: data.statements, bug: data.bug };
  const [issue] = error.issues;
  const where = issue?.path.join('.').replace(/^plan\./, '') ?? '';
  throw new UsageError(`${file} holds no plan of a run: ${where}: ${issue?.message}`);
}

function parse(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(missing ? `there is no file ${file}` : `${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON, or only a part of it: ${(error as Error).message}`);
  }
}
