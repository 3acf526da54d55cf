import type { TableInfo } from './catalog.ts';
import type { Place } from './columns.ts';
import type { Finding } from './finding.ts';
import { createStatement } from './sqlFile.ts';

const TABLE = 't_group_info';
const VIEW = 't_groups_info';

/** Whether the groups stand under both their names, whichever is the table. Rejects with the driver's error. Spec: DB-GROUPS. */
export async function inspectGroups(
  place: Place,
  tables: ReadonlyMap<string, TableInfo>,
  sqlText: string,
): Promise<Finding[]> {
  const both = [TABLE, VIEW].map((name) => tables.get(name));
  const real = both.filter((each) => each !== undefined && !each.view);
  if (real.length === 2) return differing(place);
  const [table] = real;
  const what = `${place.database}.${table?.name ?? TABLE}`;
  if (table === undefined) {
    const create = createStatement(sqlText, TABLE) ?? '';
    const statements = [
      ...both.filter((each) => each !== undefined).map((each) => `DROP VIEW ${place.database}.${each.name}`),
      create.replace(TABLE, `${place.database}.${TABLE}`),
      viewStatement(place.database, VIEW, TABLE),
    ];
    return [{ level: 'problem', what, text: 'there is no table of groups', repair: { statements, obstacles: [] } }];
  }
  const findings = [...(await inspectView(place, table, tables)), ...(await inspectRows(place, table))];
  return findings;
}

/** The other name of the table. */
async function inspectView(place: Place, table: TableInfo, tables: ReadonlyMap<string, TableInfo>): Promise<Finding[]> {
  const name = table.name === TABLE ? VIEW : TABLE;
  const what = `${place.database}.${name}`;
  const statement = viewStatement(place.database, name, table.name);
  const repair = { statements: [statement], obstacles: [] };
  if (!tables.has(name)) return [{ level: 'problem', what, text: `there is no view ${name} of ${table.name}`, repair }];
  try {
    await place.connection.query(`SELECT group_name FROM ${what} LIMIT 1`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ level: 'problem', what, text: `the view cannot be read: ${reason}`, repair }];
  }
  return [];
}

async function inspectRows(place: Place, table: TableInfo): Promise<Finding[]> {
  const what = `${place.database}.${table.name}`;
  const rows = await groupNames(place, table.name);
  if (rows.length > 0) return [{ level: 'ok', what, text: `groups: ${rows.join(', ')}` }];
  const advice = `INSERT INTO ${what} (group_name) VALUES ('group001')`;
  return [{ level: 'warning', what, text: 'there is no group: nobody new can be given one', advice }];
}

/** Both names are tables; then some daemons see one, some the other. */
async function differing(place: Place): Promise<Finding[]> {
  const what = `${place.database}.${TABLE}`;
  const [names, others] = [await groupNames(place, TABLE), await groupNames(place, VIEW)];
  const only = names.filter((name) => !others.includes(name));
  const advice = `daemons of ours read ${VIEW}; keep one of the two as a table, and make the other a view of it`;
  // Ours holds nothing then that the other has not: it makes room for the view.
  const repair = {
    statements: [`DROP TABLE ${what}`, viewStatement(place.database, TABLE, VIEW)],
    obstacles: only.map((name) => `group ${name} stands in ${TABLE} only`),
  };
  return [{ level: 'problem', what, text: `${TABLE} and ${VIEW} are two tables`, advice, repair }];
}

async function groupNames(place: Place, table: string): Promise<string[]> {
  const rows = await place.connection.query(
    `SELECT DISTINCT group_name AS name FROM ${place.database}.${table} WHERE group_name IS NOT NULL ORDER BY 1`,
  );
  return rows.map((row) => String(row.name));
}

function viewStatement(database: string, view: string, table: string): string {
  return `CREATE OR REPLACE SQL SECURITY INVOKER VIEW ${database}.${view} AS SELECT * FROM ${database}.${table}`;
}
