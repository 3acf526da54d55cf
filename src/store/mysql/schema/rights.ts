import type { Finding } from './finding.ts';
import type { SqlConnection } from './sqlConnection.ts';
import { DATABASES, type DatabaseKind } from './wanted.ts';

/** Whether the account of a connection may do what daemons do with a database. Rejects with the driver's error. */
export async function inspectRights(connection: SqlConnection, kind: DatabaseKind): Promise<Finding[]> {
  const rows = await connection.query('SHOW GRANTS');
  const missing = missingRights(
    rows.map((row) => String(Object.values(row)[0])),
    kind,
  );
  const { name } = DATABASES[kind];
  const what = `${name} as ${connection.user}`;
  if (missing.length === 0) return [{ level: 'ok', what, text: 'the account has the rights that daemons need' }];
  return [
    {
      level: 'problem',
      what,
      text: `the account may not ${missing.join(', ')}`,
      advice: `as an administrator: GRANT ${missing.join(', ')} ON ${name}.* TO … (tnv db init --create-user does it)`,
    },
  ];
}

/** Which rights daemons lack under these lines of SHOW GRANTS; none when a role may bring them. */
export function missingRights(grants: readonly string[], kind: DatabaseKind): string[] {
  const { name, rights } = DATABASES[kind];
  const held = new Set<string>();
  for (const grant of grants) {
    const [, list, where] = /^GRANT (.+?) ON (\S+) TO /.exec(grant) ?? [];
    // A role, whose rights are not listed here.
    if (list === undefined || where === undefined) return [];
    const [database = ''] = where.replaceAll('`', '').replaceAll('\\', '').split('.');
    if (database !== '*' && database !== name) continue;
    for (const right of list.split(',')) held.add(right.trim());
  }
  if (held.has('ALL PRIVILEGES')) return [];
  return rights.filter((right) => !held.has(right));
}
