import type { MariadbAccess } from '../../../test/services/mariadb.ts';
import type { Log, LogFields } from '../../host/log.ts';
import type { MysqlConfig } from './mysqlConfig.ts';

/** A config for a MariaDB of the tests, with some settings of its own. */
export function mysqlConfigOf(access: MariadbAccess, settings: Partial<MysqlConfig> = {}): MysqlConfig {
  return {
    addresses: [`${access.host}:${access.port}`],
    user: access.user,
    password: access.password,
    connectTimeoutMs: 5000,
    rwTimeoutMs: 20_000,
    connectionsMax: 8,
    idleTimeoutMs: 60_000,
    ...settings,
  };
}

/** Keeps what is logged, one text a line. */
export class LogOfTest implements Log {
  readonly lines: string[] = [];

  debug(event: string, fields: LogFields = {}): void {
    this.#add('debug', event, fields);
  }

  info(event: string, fields: LogFields = {}): void {
    this.#add('info', event, fields);
  }

  warn(event: string, fields: LogFields = {}): void {
    this.#add('warn', event, fields);
  }

  error(event: string, fields: LogFields = {}): void {
    this.#add('error', event, fields);
  }

  child(): Log {
    return this;
  }

  #add(level: string, event: string, fields: LogFields): void {
    this.lines.push([level, event, ...Object.values(fields).map(String)].join(' '));
  }
}
