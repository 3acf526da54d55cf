import type { Finding } from '../../store/mysql/schema/finding.ts';
import { inspectDatabase } from '../../store/mysql/schema/inspect.ts';
import { planRepair } from '../../store/mysql/schema/repair.ts';
import type { SqlConnection } from '../../store/mysql/schema/sqlConnection.ts';
import { DATABASES } from '../../store/mysql/schema/wanted.ts';
import { readConfigFiles } from '../configFiles.ts';
import { CommandFailed, ExitCode } from '../exitCode.ts';
import { type DbOptions, logIn } from './dbOptions.ts';
import { dbTargets, type MysqlTarget } from './dbTarget.ts';
import { findingLine } from './printFindings.ts';
import { sqlText } from './sqlText.ts';

/** What `tnv db migrate` takes. */
export interface MigrateOptions extends DbOptions {
  readonly adminUser: string;
  readonly dryRun?: boolean;
}

/**
 * Repairs of one table may make others possible: a key on a column that has just been made. And a statement of a program that
 * was killed goes on at the server, so that what is there may change between a look and the statement that follows from it.
 */
const ROUNDS_MAX = 10;

/**
 * `tnv db migrate`: brings databases that another program made to what daemons of ours need, and keeps their rows; prints each
 * statement before it runs. Rejects with a `CommandFailed` when something is left. Spec: OPS-DB-MIGRATE.
 */
export async function dbMigrate(options: MigrateOptions): Promise<void> {
  const { mysql, embedded } = dbTargets(await readConfigFiles(options.config));
  for (const { kind, settings } of embedded) {
    process.stdout.write(`${kind}: the embedded database in ${settings.folder} keeps itself up to date\n`);
  }
  let left = 0;
  for (const target of mysql) left += await migrate(target, options);
  if (left > 0) throw new CommandFailed(ExitCode.failed, `${left} problems are left for you to decide, see above`);
}

/** Resolves to how many problems are left. */
async function migrate(target: MysqlTarget, options: MigrateOptions): Promise<number> {
  const { name } = DATABASES[target.kind];
  const text = sqlText(target.kind);
  const connection = await logIn(target, options, options.adminUser);
  let refusal: Refusal | undefined;
  try {
    for (let round = 1; ; round++) {
      const plan = planRepair(await inspectDatabase(connection, target.kind, text));
      if (refusal !== undefined && plan.statements.includes(refusal.statement)) throw commandFailed(refusal);
      if (refusal !== undefined) process.stdout.write('-- somebody else has changed this table meanwhile\n');
      if (plan.statements.length > 0) {
        if (round > ROUNDS_MAX)
          throw new CommandFailed(ExitCode.failed, `${name} is not in order after ${ROUNDS_MAX} rounds`);
        refusal = await runStatements(connection, plan.statements, options);
        if (options.dryRun !== true) continue;
      }
      const left = [...plan.refused, ...plan.left];
      for (const finding of left) printLeft(finding);
      if (left.length === 0 && plan.statements.length === 0) process.stdout.write(`-- ${name} is as it should be\n`);
      return left.length;
    }
  } finally {
    await connection.close();
  }
}

/** A statement that the server did not take, and why. */
interface Refusal {
  readonly statement: string;
  readonly error: unknown;
}

/** Runs them one after another until one is refused, and resolves to that one. */
async function runStatements(
  connection: SqlConnection,
  statements: readonly string[],
  options: MigrateOptions,
): Promise<Refusal | undefined> {
  for (const statement of statements) {
    process.stdout.write(`${statement};\n`);
    if (options.dryRun === true) continue;
    try {
      await connection.query(statement);
    } catch (error) {
      return { statement, error };
    }
  }
  return undefined;
}

function commandFailed({ error }: Refusal): CommandFailed {
  const why = error instanceof Error ? error.message : String(error);
  const again = 'what ran before it stays and is right; run tnv db migrate again when this is settled';
  return new CommandFailed(ExitCode.failed, `the server refused the last statement: ${why}; ${again}`, {
    cause: error,
  });
}

function printLeft(finding: Finding): void {
  process.stdout.write(`-- ${findingLine(finding)}\n`);
  const rows = finding.repair?.obstacles ?? [];
  if (rows.length === 0) return;
  process.stdout.write('--   not repaired, because of these rows:\n');
  for (const row of rows) process.stdout.write(`--   ${row}\n`);
}
