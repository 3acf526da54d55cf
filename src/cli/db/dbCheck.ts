import type { Finding } from '../../store/mysql/schema/finding.ts';
import { inspectDatabase } from '../../store/mysql/schema/inspect.ts';
import { inspectRights } from '../../store/mysql/schema/rights.ts';
import { inspectEmbedded } from '../../store/sqlite/inspectEmbedded.ts';
import { readConfigFiles } from '../configFiles.ts';
import { CommandFailed, ExitCode } from '../exitCode.ts';
import { type DbOptions, logIn } from './dbOptions.ts';
import { dbTargets, type EmbeddedTarget, type MysqlTarget } from './dbTarget.ts';
import { printFindings } from './printFindings.ts';
import { sqlText } from './sqlText.ts';

/** `tnv db check`: prints how the databases are. Rejects with a `CommandFailed` when there are problems. Spec: OPS-DB-CHECK. */
export async function dbCheck(options: DbOptions): Promise<void> {
  const { mysql, embedded } = dbTargets(await readConfigFiles(options.config));
  await checkAll(mysql, embedded, options, options.adminUser);
}

/** Prints how databases are; rejects when there are problems. */
export async function checkAll(
  mysql: readonly MysqlTarget[],
  embedded: readonly EmbeddedTarget[],
  options: DbOptions,
  adminUser: string | undefined,
): Promise<void> {
  const findings: Finding[] = embedded.map(({ kind, settings }) => inspectEmbedded(kind, settings.folder));
  for (const target of mysql) findings.push(...(await inspectTarget(target, options, adminUser)));
  printFindings(findings);
  const problems = findings.filter(({ level }) => level === 'problem');
  if (problems.length === 0) return;
  const repairable = problems.some(({ repair }) => repair !== undefined && repair.obstacles.length === 0);
  const advice = repairable ? '; tnv db migrate --dry-run shows what would bring them in order' : '';
  throw new CommandFailed(ExitCode.failed, `${problems.length} problems${advice}`);
}

async function inspectTarget(
  target: MysqlTarget,
  options: DbOptions,
  adminUser: string | undefined,
): Promise<readonly Finding[]> {
  const connection = await logIn(target, options, adminUser);
  try {
    const findings = await inspectDatabase(connection, target.kind, sqlText(target.kind));
    return adminUser === undefined ? [...findings, ...(await inspectRights(connection, target.kind))] : findings;
  } finally {
    await connection.close();
  }
}
