import { accountHosts, accountStatements } from '../../store/mysql/schema/account.ts';
import { readCatalog } from '../../store/mysql/schema/catalog.ts';
import { inspectDatabase } from '../../store/mysql/schema/inspect.ts';
import type { SqlConnection } from '../../store/mysql/schema/sqlConnection.ts';
import { statementsOf } from '../../store/mysql/schema/sqlFile.ts';
import { DATABASES } from '../../store/mysql/schema/wanted.ts';
import { makeEmbedded } from '../../store/sqlite/inspectEmbedded.ts';
import { readConfigFiles } from '../configFiles.ts';
import { CommandFailed, ExitCode } from '../exitCode.ts';
import { checkAll } from './dbCheck.ts';
import { type DbOptions, logIn } from './dbOptions.ts';
import { dbTargets, type MysqlTarget } from './dbTarget.ts';
import { sqlText } from './sqlText.ts';

/** What `tnv db init` takes. */
export interface InitOptions extends DbOptions {
  readonly adminUser: string;
  readonly createUser?: boolean;
  readonly userHost?: readonly string[];
}

/**
 * `tnv db init`: makes databases, tables and the view where they are missing, and the daemons' account if asked; then checks
 * them. Rejects with a `CommandFailed`. Spec: OPS-DB-INIT.
 */
export async function dbInit(options: InitOptions): Promise<void> {
  const { mysql, embedded } = dbTargets(await readConfigFiles(options.config));
  for (const { kind, settings } of embedded) makeEmbedded(kind, settings.folder);
  for (const target of mysql) {
    const connection = await logIn(target, options, options.adminUser);
    try {
      await makeDatabase(connection, target);
      if (options.createUser === true) await makeAccount(connection, target, options);
    } catch (error) {
      if (error instanceof CommandFailed) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new CommandFailed(ExitCode.failed, `${DATABASES[target.kind].name}: ${why}`, { cause: error });
    } finally {
      await connection.close();
    }
  }
  // As the daemons themselves, when their account was made here: then it is tried as well.
  const asDaemons = options.createUser === true && options.socket === undefined;
  await checkAll(mysql, embedded, options, asDaemons ? undefined : options.adminUser);
}

async function makeDatabase(connection: SqlConnection, { kind }: MysqlTarget): Promise<void> {
  const { name } = DATABASES[kind];
  const tables = await readCatalog(connection, name);
  if (tables?.get('t_groups_info')?.view === false) {
    const findings = await inspectDatabase(connection, kind, sqlText(kind));
    if (findings.every(({ level }) => level !== 'problem')) {
      process.stdout.write(`${name}: was there, made by another program and in order\n`);
      return;
    }
    throw new CommandFailed(
      ExitCode.failed,
      `${name} belongs to a site of another program: bring it in order with tnv db migrate, which keeps its rows`,
    );
  }
  for (const statement of statementsOf(sqlText(kind))) await connection.query(statement);
  process.stdout.write(`${name}: ${tables === undefined ? 'made' : 'was there, nothing of it was changed'}\n`);
}

async function makeAccount(connection: SqlConnection, target: MysqlTarget, options: InitOptions): Promise<void> {
  const { user, password, addresses } = target.settings;
  if (password === '') {
    throw new CommandFailed(
      ExitCode.usage,
      `${target.file}: mysql_password is empty: choose one for the daemons, there or in TNV_MYSQL_PASSWORD`,
    );
  }
  const hosts = options.userHost ?? accountHosts(addresses);
  for (const { sql, shown } of accountStatements({ user, password, hosts }, [target.kind])) {
    process.stdout.write(`${shown};\n`);
    await connection.query(sql);
  }
}
