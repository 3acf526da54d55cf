import type { ResultSetHeader } from 'mysql2';
import type { Log } from '../../host/log.ts';
import { type IdBlock, type IdStore, IdsUsedUp } from '../idStore.ts';
import { StoreError } from '../storeError.ts';
import type { MysqlConfig } from './mysqlConfig.ts';
import { MysqlDatabase } from './mysqlDatabase.ts';
import { StatementFailure } from './statementFailure.ts';
import { hasUniqueKey } from './uniqueKey.ts';

/** One statement, so one transaction; LAST_INSERT_ID hands the value that it wrote back with the answer. */
const TAKE_BLOCK =
  'INSERT INTO t_id_gen (id, id_value, create_time, update_time) ' +
  'VALUES (?, LAST_INSERT_ID(CAST(? AS SIGNED)), NOW(6), NOW(6)) ' +
  'ON DUPLICATE KEY UPDATE update_time = NOW(6), id_value = ' +
  'LAST_INSERT_ID(GREATEST(COALESCE(id_value, 0), CAST(? AS SIGNED)) + CAST(? AS SIGNED))';
/** More than a BIGINT can hold, or than the column can. */
const OUT_OF_RANGE = [1690, 1264];
const INT64_MAX = 2n ** 63n - 1n;

/**
 * Connects to the id servers' database. Rejects with a `StoreError` when no address answers, the table is missing
 * or could hold a key twice. `database` is another name for it.
 */
export async function openMysqlIdStore(config: MysqlConfig, log: Log, database = 'tnv_idsdb'): Promise<IdStore> {
  const opened = new MysqlDatabase(config, { database, sqlFile: 'sql/id.sql' }, log);
  try {
    await opened.read('SELECT id, id_value FROM t_id_gen LIMIT 1', []);
    if (await hasUniqueKey(opened, 't_id_gen', 'id')) return new MysqlIdStore(opened);
    throw new StoreError(
      'failed',
      't_id_gen could give ids twice: it needs a unique key on id, as in sql/id.sql; tnv db migrate adds it',
    );
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** `tnv_idsdb` on MySQL or MariaDB. Spec: ID-UNIQUE, ID-BLOCKS, ID-EXHAUSTED, DB-ID-GEN, MIX-IDS. */
class MysqlIdStore implements IdStore {
  readonly #database: MysqlDatabase;

  constructor(database: MysqlDatabase) {
    this.#database = database;
  }

  async takeBlock(key: string, step: number, floor: bigint): Promise<IdBlock> {
    const firstEnd = floor + BigInt(step);
    if (firstEnd > INT64_MAX) throw new IdsUsedUp(key);
    const taken = await this.#take(key, [key, String(firstEnd), String(floor), String(step)]);
    const end = taken === 'duplicate' ? -1n : BigInt(taken.insertId);
    if (end < firstEnd) throw new StoreError('unknown', `t_id_gen gave no block of ids for key "${key}"`);
    return { first: end - BigInt(step), end };
  }

  async #take(key: string, values: readonly string[]): Promise<ResultSetHeader | 'duplicate'> {
    try {
      return await this.#database.change(TAKE_BLOCK, values);
    } catch (error) {
      throw isOutOfRange(error) ? new IdsUsedUp(key) : error;
    }
  }

  async ping(): Promise<void> {
    await this.#database.read('SELECT 1 FROM t_id_gen LIMIT 1', []);
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

function isOutOfRange(error: unknown): boolean {
  const cause = error instanceof StoreError ? error.cause : undefined;
  return cause instanceof StatementFailure && OUT_OF_RANGE.includes(cause.serverError ?? 0);
}
