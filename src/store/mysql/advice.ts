/** Which database a store uses, and what makes it. */
export interface MysqlSchema {
  readonly database: string;
  /** The file of this project that creates the database and its tables. */
  readonly sqlFile: string;
}

/** No such database, table or column; a view over something that is gone. */
const SCHEMA = new Set([1049, 1146, 1054, 1356]);
/** No such account, wrong password, no right to the database, a table or a column. */
const ACCESS = new Set([1045, 1698, 1044, 1142, 1143]);
/** The server has as many connections as it may have, or this account has. */
const FULL = new Set([1040, 1203, 1226]);

/** What to do about a server's error; undefined when nothing special. */
export function adviceFor(serverError: number | undefined, schema: MysqlSchema): string | undefined {
  if (serverError === undefined) return undefined;
  if (SCHEMA.has(serverError)) return `run tnv db init, or by hand: mysql < ${schema.sqlFile}`;
  if (ACCESS.has(serverError)) {
    return `check the database user and password of the configuration, and what that user may do in ${schema.database}`;
  }
  return FULL.has(serverError) ? 'raise max_connections of the server' : undefined;
}
