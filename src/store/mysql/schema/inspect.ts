import { readCatalog, type TableInfo } from './catalog.ts';
import { inspectColumns, type Place } from './columns.ts';
import type { Finding } from './finding.ts';
import { inspectGroups } from './groups.ts';
import { inspectKeys } from './keys.ts';
import { inspectServer, serverKind } from './serverKind.ts';
import type { SqlConnection } from './sqlConnection.ts';
import { createStatement } from './sqlFile.ts';
import { DATABASES, type DatabaseKind, GROUP_TABLE, type WantedTable } from './wanted.ts';

/**
 * Looks whether a database is as daemons of ours need it, also where another program made it; changes nothing. `sqlText` is its
 * file of `sql/`. Rejects with the driver's error. Spec: OPS-DB-CHECK.
 */
export async function inspectDatabase(
  connection: SqlConnection,
  kind: DatabaseKind,
  sqlText: string,
): Promise<Finding[]> {
  const { name: database, tables: wanted } = DATABASES[kind];
  const server = await serverKind(connection);
  const findings = await inspectServer(connection, server, database);
  const tables = await readCatalog(connection, database);
  if (tables === undefined) {
    const text = `there is no database ${database}, or ${connection.user} may not see it`;
    return [...findings, { level: 'problem', what: database, text, advice: 'make it: tnv db init' }];
  }
  const place = { connection, server, database };
  if (kind === 'tracker') {
    findings.push(...(await inspectGroups(place, tables, sqlText)));
    for (const name of ['t_group_info', 't_groups_info']) {
      const table = tables.get(name);
      if (table !== undefined && !table.view) findings.push(...(await inspectGroupTable(place, table)));
    }
  }
  for (const each of wanted) findings.push(...(await inspectTable(place, each, tables.get(each.name), sqlText)));
  return findings;
}

/** Doubles among the groups do no harm: they are no reason to refuse anything. */
async function inspectGroupTable(place: Place, table: TableInfo): Promise<Finding[]> {
  const findings = await inspectTable(place, { ...GROUP_TABLE, name: table.name }, table, '');
  return findings
    .map((finding): Finding => (finding.text.includes('no unique key') ? { ...finding, level: 'warning' } : finding))
    .map((finding): Finding => {
      const { repair, ...rest } = finding;
      const harmless = finding.text.includes('no unique key') && (repair?.obstacles.length ?? 0) > 0;
      return harmless ? { ...rest, advice: 'delete the doubles when you like' } : finding;
    });
}

async function inspectTable(
  place: Place,
  wanted: WantedTable,
  table: TableInfo | undefined,
  sqlText: string,
): Promise<Finding[]> {
  const what = `${place.database}.${wanted.name}`;
  if (table === undefined) {
    const create = (createStatement(sqlText, wanted.name) ?? '').replace(wanted.name, what);
    const [level, text] =
      wanted.optional === undefined
        ? (['problem', 'there is no such table'] as const)
        : (['warning', `there is no such table: ${wanted.optional}`] as const);
    return [{ level, what, text, repair: { statements: [create], obstacles: [] } }];
  }
  if (table.view) return [{ level: 'problem', what, text: 'it is a view', advice: 'it must be a table' }];
  const findings = [
    ...inspectForm(what, table),
    ...(await inspectColumns(place, wanted, table)),
    ...(await inspectKeys(place, wanted, table)),
  ];
  const fine = findings.every(({ level }) => level === 'ok');
  return fine ? [{ level: 'ok', what, text: 'columns and keys are as they should be' }] : findings;
}

/** How the server keeps the table. */
function inspectForm(what: string, table: TableInfo): Finding[] {
  const findings: Finding[] = [];
  if (table.engine.toLowerCase() !== 'innodb') {
    findings.push({
      level: 'problem',
      what,
      text: `its engine is ${table.engine}: a crash may lose or break rows`,
      repair: { alter: { table: what, clauses: ['ENGINE = InnoDB', 'ROW_FORMAT = DYNAMIC'] }, obstacles: [] },
    });
  } else if (/^(?:compact|redundant)$/i.test(table.rowFormat)) {
    findings.push({
      level: 'warning',
      what,
      text: `its rows are ${table.rowFormat}: keys of wide columns do not fit`,
      repair: { alter: { table: what, clauses: ['ROW_FORMAT = DYNAMIC'] }, obstacles: [] },
    });
  }
  return findings;
}
