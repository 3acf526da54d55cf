import type { Row, SqlConnection } from './sqlConnection.ts';

/** A column as the server describes it. */
export interface ColumnInfo {
  readonly name: string;
  /** `varchar`, `bigint`, … */
  readonly dataType: string;
  /** `varchar(32)`, `int(10) unsigned`, … */
  readonly columnType: string;
  /** Characters (bytes of a binary one) that fit; undefined when it holds no text. */
  readonly charsMax: number | undefined;
  readonly charset: string | undefined;
  readonly collation: string | undefined;
  readonly nullable: boolean;
  /** As the server tells it: MariaDB gives an expression, MySQL the bare value. */
  readonly defaultText: string | undefined;
  /** `auto_increment`, `on update …`, `VIRTUAL GENERATED`, … */
  readonly extra: string;
  readonly comment: string;
}

/** A key of a table. */
export interface KeyInfo {
  readonly name: string;
  readonly unique: boolean;
  readonly columns: readonly string[];
  /** Whether it looks at whole values, not at their beginnings. */
  readonly whole: boolean;
}

/** A table or view of a database. Names are in lower case. */
export interface TableInfo {
  readonly name: string;
  readonly view: boolean;
  readonly engine: string;
  readonly rowFormat: string;
  readonly columns: ReadonlyMap<string, ColumnInfo>;
  readonly keys: readonly KeyInfo[];
}

const TABLES =
  'SELECT TABLE_NAME AS name, TABLE_TYPE AS type, ENGINE AS engine, ROW_FORMAT AS row_format ' +
  'FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?';
const COLUMNS =
  'SELECT TABLE_NAME AS tab, COLUMN_NAME AS name, DATA_TYPE AS data_type, COLUMN_TYPE AS column_type, ' +
  'CHARACTER_MAXIMUM_LENGTH AS chars_max, CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collat, ' +
  'IS_NULLABLE AS nullable, COLUMN_DEFAULT AS default_text, EXTRA AS extra, COLUMN_COMMENT AS comment ' +
  'FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY ORDINAL_POSITION';
const KEYS =
  'SELECT TABLE_NAME AS tab, INDEX_NAME AS name, NON_UNIQUE AS non_unique, COLUMN_NAME AS col, SUB_PART AS part ' +
  'FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX';

/** The tables and views of a database that this account may see, by name; undefined when there is no such database. */
export async function readCatalog(
  connection: SqlConnection,
  database: string,
): Promise<ReadonlyMap<string, TableInfo> | undefined> {
  const there = await connection.query(
    'SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?',
    [database],
  );
  if (there.length === 0) return undefined;
  const columns = await connection.query(COLUMNS, [database]);
  const keys = await connection.query(KEYS, [database]);
  const tables = (await connection.query(TABLES, [database])).map((row): [string, TableInfo] => {
    const own = (other: Row): boolean => other.tab === row.name;
    const name = String(row.name).toLowerCase();
    return [
      name,
      {
        name,
        view: String(row.type).includes('VIEW'),
        engine: String(row.engine ?? ''),
        rowFormat: String(row.row_format ?? ''),
        columns: new Map(
          columns
            .filter(own)
            .map(columnInfo)
            .map((column) => [column.name, column]),
        ),
        keys: keyInfos(keys.filter(own)),
      },
    ];
  });
  return new Map(tables);
}

function columnInfo(row: Row): ColumnInfo {
  const text = (value: Row[string] | undefined): string | undefined =>
    value === null || value === undefined ? undefined : String(value);
  return {
    name: String(row.name).toLowerCase(),
    dataType: String(row.data_type).toLowerCase(),
    columnType: String(row.column_type),
    charsMax: row.chars_max === null ? undefined : Number(row.chars_max),
    charset: text(row.charset),
    collation: text(row.collat),
    nullable: row.nullable === 'YES',
    defaultText: text(row.default_text),
    extra: String(row.extra ?? ''),
    comment: String(row.comment ?? ''),
  };
}

function keyInfos(rows: readonly Row[]): KeyInfo[] {
  const names = [...new Set(rows.map((row) => String(row.name)))];
  return names.map((name) => {
    const parts = rows.filter((row) => row.name === name);
    return {
      name,
      unique: Number(parts[0]?.non_unique) === 0,
      columns: parts.map((part) => String(part.col).toLowerCase()),
      whole: parts.every((part) => part.part === null),
    };
  });
}
