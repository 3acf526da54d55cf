import mysql from 'mysql2/promise';
import type { Settings } from './settings.ts';

/** A connection to one of the databases; statements commit by themselves unless `begin` was called. */
export type Connection = mysql.Connection;
export type Row = mysql.RowDataPacket;

/** Runs `work` with a connection of its own, as deployed daemons do for every request. */
export async function withDatabase<T>(
  settings: Settings,
  database: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const address = settings.address('mysql_addrs', '127.0.0.1:3306');
  const connection = await mysql.createConnection({
    ...{ ...address, database },
    user: settings.text('mysql_user', 'root'),
    password: settings.text('mysql_password', ''),
    // Values are put into the text of a statement.
    supportBigNumbers: true,
  });
  // One that is lost fails the statement that is under way.
  connection.on('error', () => undefined);
  try {
    return await work(connection);
  } finally {
    connection.destroy();
  }
}

/** The rows of a SELECT. */
export async function rowsOf(connection: Connection, sql: string, values: readonly unknown[]): Promise<Row[]> {
  const [rows] = await connection.query<Row[]>(sql, [...values]);
  return rows;
}
