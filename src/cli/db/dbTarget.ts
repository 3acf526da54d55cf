import type { DatabaseSettings } from '../../config/databaseKeys.ts';
import type { DatabaseKind } from '../../store/mysql/schema/wanted.ts';
import type { ConfiguredDaemon } from '../configFiles.ts';
import { CommandFailed, ExitCode } from '../exitCode.ts';

/** A database of the site, and the settings of a daemon that uses it. */
export interface DbTarget<Settings extends DatabaseSettings = DatabaseSettings> {
  readonly kind: DatabaseKind;
  readonly file: string;
  readonly settings: Settings;
}

export type MysqlTarget = DbTarget<DatabaseSettings & { kind: 'mysql' }>;
export type EmbeddedTarget = DbTarget<DatabaseSettings & { kind: 'embedded' }>;

/** The databases that daemons use, each once. Throws a `CommandFailed` when there is none. */
export function dbTargets(daemons: readonly ConfiguredDaemon[]): { mysql: MysqlTarget[]; embedded: EmbeddedTarget[] } {
  const mysql = new Map<string, MysqlTarget>();
  const embedded = new Map<string, EmbeddedTarget>();
  for (const { kind, file, settings } of daemons) {
    if (kind === 'http') continue;
    const { database } = settings;
    if (database.kind === 'embedded') embedded.set(`${kind} ${database.folder}`, { kind, file, settings: database });
    else mysql.set(JSON.stringify([kind, database.addresses, database.user]), { kind, file, settings: database });
  }
  if (mysql.size + embedded.size === 0) {
    const what = 'the configuration files name no database: give the file of a tracker, an id server or a storage';
    throw new CommandFailed(ExitCode.usage, what);
  }
  return { mysql: [...mysql.values()], embedded: [...embedded.values()] };
}
