import type { Address } from '../../../host/address.ts';
import { quoted } from './sqlConnection.ts';
import { DATABASES, type DatabaseKind } from './wanted.ts';

/** Hosts of this machine, as the server may see a connection from it. */
const LOCAL_HOSTS = ['localhost', '127.0.0.1'];

/** Where daemons log in from, when nobody says: this machine when the servers are on it, anywhere otherwise. */
export function accountHosts(servers: readonly Address[]): readonly string[] {
  const local = servers.every(({ host }) => host === 'localhost' || host === '::1' || host.startsWith('127.'));
  return local ? LOCAL_HOSTS : ['%'];
}

/** A statement, and how it is shown when it holds a secret. */
export interface AccountStatement {
  readonly sql: string;
  readonly shown: string;
}

/**
 * The statements that make the account of daemons with just the rights they need. An account that is there keeps its password.
 * Spec: OPS-DB-INIT.
 */
export function accountStatements(
  account: { readonly user: string; readonly password: string; readonly hosts: readonly string[] },
  kinds: readonly DatabaseKind[],
): AccountStatement[] {
  return account.hosts.flatMap((host) => {
    const name = `${quoted(account.user)}@${quoted(host)}`;
    const create = `CREATE USER IF NOT EXISTS ${name} IDENTIFIED BY `;
    const grants = kinds.map((kind) => {
      const { name: database, rights } = DATABASES[kind];
      return `GRANT ${rights.join(', ')} ON ${database}.* TO ${name}`;
    });
    return [
      { sql: `${create}${quoted(account.password)}`, shown: `${create}'***'` },
      ...grants.map((sql) => ({ sql, shown: sql })),
    ];
  });
}
