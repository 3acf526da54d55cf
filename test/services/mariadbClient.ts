import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findBinary } from './binary.ts';
import type { MariadbAccess } from './mariadb.ts';

const SQL = join(import.meta.dirname, '../../sql');

/** Runs SQL through the server's own client, as an operator would; resolves to what it prints. */
export async function runSql(access: MariadbAccess, sql: string): Promise<string> {
  const client = findBinary('mariadb') ?? findBinary('mysql');
  if (client === undefined) throw new Error('the client of MariaDB is not installed');
  const child = spawn(
    client,
    ['--no-defaults', `--host=${access.host}`, `--port=${access.port}`, `--user=${access.user}`, '--batch'],
    { env: { ...process.env, MYSQL_PWD: access.password }, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  child.stdin.end(sql);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error(`SQL failed: ${errors}`);
  return output;
}

/** Imports `sql/<name>.sql`, its database under another name, which it drops first. */
export async function importSchema(access: MariadbAccess, name: string, database: string): Promise<void> {
  const sql = readFileSync(join(SQL, `${name}.sql`), 'utf8').replace(/\btnv_\w+db\b/g, database);
  await runSql(access, `DROP DATABASE IF EXISTS ${database};\n${sql}`);
}
