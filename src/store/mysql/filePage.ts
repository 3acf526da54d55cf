import type { PageQuery } from '../fileStore.ts';
import type { MysqlDatabase } from './mysqlDatabase.ts';

/** Collations that order and compare by bytes, trailing blanks too. */
const BY_BYTES = new Set(['utf8mb4_nopad_bin', 'utf8mb4_0900_bin']);

/** How pages are read from a table. */
export interface PageTable {
  readonly name: string;
  /** Whether it compares ids by their bytes; a table that another program made may not. */
  readonly byBytes: boolean;
  /** The key on user, application and id, where it has one. */
  readonly index: string | undefined;
}

/** A statement with its values. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly string[];
}

/** Looks how pages can be read from a table. Rejects with a `StoreError`. */
export async function inspectPageTable(database: MysqlDatabase, name: string): Promise<PageTable> {
  const columns = await database.read(
    'SELECT COLLATION_NAME AS name FROM information_schema.COLUMNS ' +
      "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND COLUMN_NAME IN ('id', 'appid', 'userid')",
    [name],
  );
  const keys = await database.read(
    'SELECT INDEX_NAME AS name FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ' +
      "GROUP BY INDEX_NAME HAVING GROUP_CONCAT(LOWER(COLUMN_NAME) ORDER BY SEQ_IN_INDEX) = 'userid,appid,id' " +
      'AND MAX(SUB_PART) IS NULL ORDER BY INDEX_NAME',
    [name],
  );
  return {
    name,
    byBytes: columns.every((row) => BY_BYTES.has(String(row.name))),
    index: keys[0] === undefined ? undefined : String(keys[0].name),
  };
}

/**
 * Asks for a page of a user's files. The key on user, application and id holds them in the order of the page, so that no
 * more rows are read than wanted, however many the user has; it is named, since servers that see a small LIMIT like to walk the
 * primary key instead, past the files of all others. A table without it (`tnv db migrate` adds it) is left to the server's judgement. One
 * that does not compare by bytes is read for the whole user and sorted. Spec: LIST-ORDER, LIST-BOUNDED.
 */
export function pageStatement(
  { name, byBytes, index }: PageTable,
  columns: string,
  { appid, userid, after, limit }: PageQuery,
): Statement {
  const conditions: [condition: string, value: string][] = [
    ['userid = ?', userid],
    ['appid = ?', appid],
  ];
  if (!byBytes) conditions.push([`${bytesOf('userid')} = ${bytesOf('?')}`, userid]);
  if (!byBytes) conditions.push([`${bytesOf('appid')} = ${bytesOf('?')}`, appid]);
  if (after !== '') conditions.push([byBytes ? 'id < ?' : `${bytesOf('id')} < ${bytesOf('?')}`, after]);
  const hint = byBytes && index !== undefined ? ` FORCE INDEX (\`${index}\`)` : '';
  const where = conditions.map(([condition]) => condition).join(' AND ');
  return {
    sql: `SELECT ${columns} FROM ${name}${hint} WHERE ${where} ORDER BY ${byBytes ? 'id' : bytesOf('id')} DESC LIMIT ?`,
    values: [...conditions.map(([, value]) => value), String(limit)],
  };
}

function bytesOf(expression: string): string {
  return `CAST(CONVERT(${expression} USING utf8mb4) AS BINARY)`;
}
