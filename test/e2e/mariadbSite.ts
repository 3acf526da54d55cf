import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import type { MariadbAccess } from '../services/mariadb.ts';

const SQL = join(import.meta.dirname, '../../sql');

/** Imports the shipped schemas into a MariaDB, as `mysql < sql/…` does. */
export async function importSchemas(access: MariadbAccess): Promise<void> {
  const connection = await mysql.createConnection({
    host: access.host,
    port: access.port,
    user: access.user,
    password: access.password,
    multipleStatements: true,
  });
  try {
    for (const name of ['tracker', 'id', 'storage']) {
      await connection.query(readFileSync(join(SQL, `${name}.sql`), 'utf8'));
    }
  } finally {
    await connection.end();
  }
}
