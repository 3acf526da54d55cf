import type { ColumnInfo, TableInfo } from './catalog.ts';
import type { Place } from './columns.ts';
import type { Finding } from './finding.ts';
import type { WantedTable } from './wanted.ts';

/** Values in more than one row that are shown; the rest is counted. */
const DOUBLES_SHOWN = 20;
/** Characters of utf8mb4 that fit into one part of a key. */
const KEY_CHARS_MAX = 255;

/** Whether a table's keys are as daemons of ours need them. Rejects with the driver's error. */
export async function inspectKeys(place: Place, wanted: WantedTable, table: TableInfo): Promise<Finding[]> {
  const what = `${place.database}.${table.name}`;
  const findings: Finding[] = [];
  const column = wanted.unique;
  const isUnique = table.keys.some((key) => key.unique && key.whole && key.columns.join() === column);
  if (!isUnique && table.columns.has(column)) {
    const obstacles = await doubles(place, wanted, table);
    const clauses = [`ADD UNIQUE KEY ${freeName(table, `u_${column}`)} (${column})`];
    findings.push({
      level: 'problem',
      what,
      text: `it has no unique key on ${column}: ${wanted.whyUnique}`,
      ...(obstacles.length === 0
        ? {}
        : { advice: 'decide which row of each counts and delete the others; daemons of ours take the oldest' }),
      repair: { alter: { table: what, clauses }, obstacles },
    });
  }
  for (const index of wanted.indexes) {
    const columns = index.columns.map((name) => table.columns.get(name));
    if (table.keys.some((key) => index.columns.every((name, at) => key.columns[at] === name))) continue;
    if (!columns.every((each) => each !== undefined)) continue;
    const parts = columns.map(keyPart).join(', ');
    findings.push({
      level: 'warning',
      what,
      text: `it has no key on ${index.columns.join(', ')}: questions read the whole table`,
      repair: { alter: { table: what, clauses: [`ADD KEY ${freeName(table, index.name)} (${parts})`] }, obstacles: [] },
    });
  }
  return findings;
}

/** What stands more than once in the column that should be unique, compared by bytes; with the rows. */
async function doubles(place: Place, wanted: WantedTable, table: TableInfo): Promise<string[]> {
  const column = wanted.unique;
  const from = `\`${place.database}\`.\`${table.name}\``;
  const values = await place.connection.query(
    `SELECT HEX(${column}) AS bytes, COUNT(*) AS n FROM ${from} WHERE ${column} IS NOT NULL ` +
      'GROUP BY 1 HAVING COUNT(*) > 1 ORDER BY 1',
  );
  const found: string[] = [];
  for (const { bytes } of values.slice(0, DOUBLES_SHOWN)) {
    const rows = await place.connection.query(
      `SELECT * FROM ${from} WHERE HEX(${column}) = ? ${table.columns.has('id') && column !== 'id' ? 'ORDER BY id' : ''}`,
      [String(bytes)],
    );
    found.push(...rows.map((row) => JSON.stringify(row)));
  }
  const more = values.length - DOUBLES_SHOWN;
  return more > 0 ? [...found, `… and rows of ${more} more values`] : found;
}

function freeName(table: TableInfo, name: string): string {
  const taken = table.keys.map((key) => key.name.toLowerCase());
  let free = name;
  for (let number = 2; taken.includes(free); number++) free = `${name}_${number}`;
  return free;
}

function keyPart(column: ColumnInfo | undefined): string {
  if (column === undefined) return '';
  return (column.charsMax ?? 0) > KEY_CHARS_MAX ? `${column.name}(${KEY_CHARS_MAX})` : column.name;
}
