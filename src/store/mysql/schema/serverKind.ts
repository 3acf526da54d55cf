import type { Finding } from './finding.ts';
import type { SqlConnection } from './sqlConnection.ts';

/** What is known of a server. */
export interface ServerKind {
  readonly mariadb: boolean;
  /** What it says its version is. */
  readonly version: string;
  /** Its collation that compares by bytes, trailing blanks too. */
  readonly byteCollation: string;
}

/** The oldest that know such a collation. */
const OLDEST = { mariadb: [10, 2, 2], mysql: [8, 0, 17] } as const;

/** Asks a server what it is. Rejects with the driver's error. */
export async function serverKind(connection: SqlConnection): Promise<ServerKind> {
  const [row] = await connection.query('SELECT VERSION() AS version');
  return kindOf(String(row?.version));
}

/** What a server of this version is. */
export function kindOf(version: string): ServerKind {
  const mariadb = /mariadb/i.test(version);
  return { mariadb, version, byteCollation: mariadb ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin' };
}

/** Whether a server can hold the databases, and safely. Rejects with the driver's error. */
export async function inspectServer(connection: SqlConnection, kind: ServerKind, what: string): Promise<Finding[]> {
  const [row] = await connection.query(
    'SELECT @@GLOBAL.read_only AS read_only, @@GLOBAL.innodb_flush_log_at_trx_commit AS flush_log',
  );
  const findings: Finding[] = [versionFinding(kind, what)];
  if (Number(row?.read_only) !== 0) {
    findings.push({
      level: 'problem',
      what,
      text: 'it takes no changes (read_only)',
      advice: 'name the server that does first in mysql_addrs, or SET GLOBAL read_only = 0 there',
    });
  }
  if (Number(row?.flush_log) !== 1) {
    findings.push({
      level: 'warning',
      what,
      text: `innodb_flush_log_at_trx_commit = ${row?.flush_log}: a crash of its machine may lose rows that were acknowledged`,
      advice: 'set innodb_flush_log_at_trx_commit = 1 in its configuration',
    });
  }
  return findings;
}

/** Whether a version is new enough. */
export function versionFinding(kind: ServerKind, what: string): Finding {
  const oldest = kind.mariadb ? OLDEST.mariadb : OLDEST.mysql;
  const name = kind.mariadb ? 'MariaDB' : 'MySQL';
  // Some versions of MariaDB put 5.5.5- before their own, for old clients.
  const numbers = (/(\d+)\.(\d+)\.(\d+)/.exec(kind.version.replace(/^5\.5\.5-/, '')) ?? []).slice(1).map(Number);
  const differs = oldest.findIndex((part, at) => (numbers[at] ?? 0) !== part);
  if (differs < 0 || (numbers[differs] ?? 0) > (oldest[differs] ?? 0)) {
    return { level: 'ok', what, text: `${name} ${kind.version}` };
  }
  return {
    level: 'problem',
    what,
    text: `${name} ${kind.version} is too old`,
    advice: 'use MariaDB 10.2.2 or MySQL 8.0.17, or newer',
  };
}
