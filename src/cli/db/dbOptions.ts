import type { MysqlAddress } from '../../store/mysql/mysqlAddress.ts';
import { openSqlConnection, type SqlConnection } from '../../store/mysql/schema/sqlConnection.ts';
import { CommandFailed, ExitCode } from '../exitCode.ts';
import type { MysqlTarget } from './dbTarget.ts';
import { ADMIN_PASSWORD, adminPassword } from './password.ts';

/** What every `tnv db` command takes. */
export interface DbOptions {
  readonly config: readonly string[];
  readonly adminUser?: string;
  readonly socket?: string;
}

/**
 * Logs in where a target's database is: as the administrator when one is named, else as its daemons do. A statement of theirs may
 * take as long as it may for them. Rejects with a `CommandFailed`.
 */
export async function logIn(
  target: MysqlTarget,
  options: DbOptions,
  adminUser: string | undefined,
): Promise<SqlConnection> {
  const { socket } = options;
  const { settings } = target;
  const addresses: readonly MysqlAddress[] = socket === undefined ? settings.addresses : [{ socketPath: socket }];
  const login =
    adminUser === undefined
      ? { user: settings.user, password: settings.password }
      : {
          user: adminUser,
          password: socket === undefined ? await adminPassword(adminUser) : (process.env[ADMIN_PASSWORD] ?? ''),
        };
  try {
    return await openSqlConnection(addresses, login, adminUser === undefined ? settings.rwTimeoutMs : undefined);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const denied = /Access denied/i.test(why);
    const advice = !denied
      ? 'check mysql_addrs and that the server runs'
      : adminUser === undefined
        ? 'check mysql_user and mysql_password; tnv db init --create-user makes the account'
        : `check --admin-user and ${ADMIN_PASSWORD}; root of Debian logs in with --socket /run/mysqld/mysqld.sock, as root`;
    throw new CommandFailed(ExitCode.failed, `${why}; ${advice}`);
  }
}
