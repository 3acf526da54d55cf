import { formatAddress } from '../../host/address.ts';
import type { Finding } from '../../store/mysql/schema/finding.ts';
import { inspectDatabase } from '../../store/mysql/schema/inspect.ts';
import { inspectRights } from '../../store/mysql/schema/rights.ts';
import { openSqlConnection, type SqlConnection } from '../../store/mysql/schema/sqlConnection.ts';
import { DATABASES } from '../../store/mysql/schema/wanted.ts';
import { inspectEmbedded } from '../../store/sqlite/inspectEmbedded.ts';
import type { ConfiguredDaemon } from '../configFiles.ts';
import { dbTargets, type MysqlTarget } from '../db/dbTarget.ts';
import { sqlText } from '../db/sqlText.ts';
import { skewFinding } from './skew.ts';

const STATEMENT_MAX_MS = 5_000;

/** Whether the databases are there and as daemons need them, and what time they have. */
export async function checkDatabases(daemons: readonly ConfiguredDaemon[]): Promise<Finding[]> {
  if (daemons.every(({ kind }) => kind === 'http')) return [];
  const { mysql, embedded } = dbTargets(daemons);
  const findings: Finding[] = embedded.map(({ kind, settings }) => inspectEmbedded(kind, settings.folder));
  for (const target of mysql) findings.push(...(await checkTarget(target)));
  return findings;
}

async function checkTarget(target: MysqlTarget): Promise<Finding[]> {
  const { addresses, user, password } = target.settings;
  const findings: Finding[] = [];
  const silent: Finding[] = [];
  for (const address of addresses) {
    const what = `${DATABASES[target.kind].name} at ${formatAddress(address)}`;
    let connection: SqlConnection | undefined;
    try {
      connection = await openSqlConnection([address], { user, password }, STATEMENT_MAX_MS);
      findings.push(await clockOf(connection, what));
      findings.push(...(await inspectDatabase(connection, target.kind, sqlText(target.kind))));
      findings.push(...(await inspectRights(connection, target.kind)));
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const advice = /denied/i.test(text)
        ? 'check mysql_user and mysql_password; tnv db init --create-user makes the account'
        : 'check mysql_addrs and that the server runs';
      silent.push({ level: 'problem', what, text, advice });
    } finally {
      await connection?.close();
    }
  }
  // One that answers is enough to serve.
  const served = silent.length < addresses.length;
  return [...findings, ...silent.map((finding): Finding => (served ? { ...finding, level: 'warning' } : finding))];
}

async function clockOf(connection: SqlConnection, what: string): Promise<Finding> {
  const beforeMs = Date.now();
  const [row] = await connection.query('SELECT UNIX_TIMESTAMP(NOW(6)) AS now');
  return skewFinding(what, Number(row?.now) * 1000, beforeMs, Date.now());
}
