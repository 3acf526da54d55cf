import type { ColumnInfo, TableInfo } from './catalog.ts';
import type { Finding } from './finding.ts';
import type { ServerKind } from './serverKind.ts';
import { quoted, type SqlConnection } from './sqlConnection.ts';
import type { WantedColumn, WantedTable } from './wanted.ts';

/** Where a table is looked at. */
export interface Place {
  readonly connection: SqlConnection;
  readonly server: ServerKind;
  readonly database: string;
}

const SHORT_NUMBERS = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'integer']);
const LONG_TEXTS = new Set(['tinytext', 'text', 'mediumtext', 'longtext']);
const BINARY = new Set(['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob']);
const OBSTACLES_SHOWN = 10;

/** Whether a table's columns are as daemons of ours need them. Rejects with the driver's error. */
export async function inspectColumns(place: Place, wanted: WantedTable, table: TableInfo): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const column of wanted.columns) {
    const there = table.columns.get(column.name);
    if (there === undefined) findings.push(missing(place, table, column));
    else if (column.kind === 'text') findings.push(...(await inspectText(place, wanted, table, column, there)));
    else if (column.kind === 'long') findings.push(...inspectLong(place, table, there));
  }
  return [...findings, ...inspectOthers(place, wanted, table)];
}

function missing(place: Place, table: TableInfo, column: WantedColumn): Finding {
  const at = {
    level: 'problem',
    what: `${place.database}.${table.name}`,
    text: `it has no column ${column.name}`,
  } as const;
  if (column.definition === undefined) {
    return { ...at, advice: 'nobody can know its values: look whether this is the right table' };
  }
  const clauses = [`ADD COLUMN ${column.name} ${column.definition}`];
  return { ...at, repair: { alter: { table: `${place.database}.${table.name}`, clauses }, obstacles: [] } };
}

async function inspectText(
  place: Place,
  wanted: WantedTable,
  table: TableInfo,
  column: WantedColumn,
  there: ColumnInfo,
): Promise<Finding[]> {
  const what = `${place.database}.${table.name}`;
  const faults: { level: 'warning' | 'problem'; text: string }[] = [];
  const chars = there.charsMax ?? 0;
  const keyed = column.name === wanted.unique;
  if (BINARY.has(there.dataType) || there.charsMax === undefined) {
    faults.push({ level: 'problem', text: `${column.name} is ${there.columnType}, not a text` });
  } else {
    if (chars < column.charsMin) {
      faults.push({
        level: 'problem',
        text: `${column.name} holds ${chars} characters, ${column.charsMin} are allowed`,
      });
    }
    if (there.charset !== 'utf8mb4') {
      faults.push({ level: 'problem', text: `${column.name} is in ${there.charset}, which has not all characters` });
    }
    const byBytes = there.collation?.endsWith('_bin') === true;
    if (!byBytes) {
      faults.push({ level: 'problem', text: `${column.name} does not compare by bytes (${there.collation})` });
    } else if (there.collation !== place.server.byteCollation) {
      faults.push({ level: 'warning', text: `${column.name} ignores trailing blanks (${there.collation})` });
    }
    if (keyed && LONG_TEXTS.has(there.dataType)) {
      faults.push({
        level: 'problem',
        text: `${column.name} is ${there.dataType}, which no unique key can hold whole`,
      });
    }
  }
  if (faults.length === 0) return [];
  const long = keyed && LONG_TEXTS.has(there.dataType);
  const width = long ? column.charsMin : Math.max(chars, column.charsMin);
  const type = LONG_TEXTS.has(there.dataType) && !long ? there.dataType.toUpperCase() : `VARCHAR(${width})`;
  const clause = `MODIFY ${column.name} ${type} CHARACTER SET utf8mb4 COLLATE ${place.server.byteCollation}${attributesOf(place, there)}`;
  const repair = {
    alter: { table: what, clauses: [clause] },
    obstacles: await textObstacles(place, table, there, long ? width : undefined),
  };
  return faults.map(({ level, text }) => ({
    level,
    what,
    text,
    ...(/generated/i.test(there.extra) ? { advice: 'it is made from other columns: change it by hand' } : { repair }),
  }));
}

/** Values that would not be the same afterwards. */
async function textObstacles(
  place: Place,
  table: TableInfo,
  there: ColumnInfo,
  charsMax: number | undefined,
): Promise<string[]> {
  const from = `FROM \`${place.database}\`.\`${table.name}\``;
  const obstacles: string[] = [];
  if (charsMax !== undefined) {
    const rows = await place.connection.query(
      `SELECT LEFT(${there.name}, 40) AS value ${from} WHERE CHAR_LENGTH(${there.name}) > ${charsMax} LIMIT ${OBSTACLES_SHOWN}`,
    );
    obstacles.push(...rows.map((row) => `${there.name} has more than ${charsMax} characters: ${row.value}…`));
  }
  if (there.charset !== undefined && !['utf8mb4', 'utf8mb3', 'utf8', 'ascii'].includes(there.charset)) {
    const rows = await place.connection.query(
      `SELECT ${there.name} AS value ${from} WHERE HEX(${there.name}) REGEXP '^(..)*[89A-F]' LIMIT ${OBSTACLES_SHOWN}`,
    );
    const why = `it may be UTF-8 that was written as ${there.charset}`;
    obstacles.push(...rows.map((row) => `${there.name} "${row.value}" is not ASCII: ${why}`));
  }
  return obstacles;
}

/** What a column keeps when its type changes. */
function attributesOf(place: Place, there: ColumnInfo): string {
  const value = there.defaultText;
  const none = value === undefined || (place.server.mariadb && value === 'NULL');
  const fallback = none ? '' : ` DEFAULT ${place.server.mariadb ? value : quoted(value)}`;
  const comment = there.comment === '' ? '' : ` COMMENT ${quoted(there.comment)}`;
  return `${there.nullable ? ' NULL' : ' NOT NULL'}${fallback}${comment}`;
}

function inspectLong(place: Place, table: TableInfo, there: ColumnInfo): Finding[] {
  const what = `${place.database}.${table.name}`;
  if (there.dataType === 'bigint') return [];
  const text = `${there.name} is ${there.columnType}, which holds no 64 bits`;
  if (!SHORT_NUMBERS.has(there.dataType)) {
    return [{ level: 'problem', what, text, advice: 'look at its values, and make it a BIGINT by hand' }];
  }
  const clauses = [`MODIFY ${there.name} BIGINT${attributesOf(place, there)}`];
  return [{ level: 'problem', what, text, repair: { alter: { table: what, clauses }, obstacles: [] } }];
}

/** Columns that daemons of ours do not know must not keep them from adding rows. */
function inspectOthers(place: Place, wanted: WantedTable, table: TableInfo): Finding[] {
  const known = wanted.columns.map(({ name }) => name);
  return [...table.columns.values()]
    .filter((column) => !known.includes(column.name) && !column.nullable && column.defaultText === undefined)
    .filter((column) => !/auto_increment|generated/i.test(column.extra))
    .map((column) => ({
      level: 'problem',
      what: `${place.database}.${table.name}`,
      text: `${column.name} has no default, and daemons of ours do not know it: they can add no row`,
      advice: `give it one: ALTER TABLE ${place.database}.${table.name} ALTER COLUMN ${column.name} SET DEFAULT …`,
    }));
}
