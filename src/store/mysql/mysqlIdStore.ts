import type { Log } from '../../host/log.ts';
import type { IdBlock, IdStore } from '../idStore.ts';
import { StoreError } from '../storeError.ts';
import type { MysqlConfig } from './mysqlConfig.ts';
import { MysqlDatabase } from './mysqlDatabase.ts';
import { hasUniqueKey } from './uniqueKey.ts';

/** One statement, so one transaction; LAST_INSERT_ID hands the value that it wrote back with the answer. */
const TAKE_BLOCK =
  'INSERT INTO t_id_gen (id, id_value, create_time, update_time) ' +
  'VALUES (?, LAST_INSERT_ID(CAST(? AS SIGNED)), NOW(6), NOW(6)) ' +
  'ON DUPLICATE KEY UPDATE update_time = NOW(6), id_value = ' +
  'LAST_INSERT_ID(GREATEST(COALESCE(id_value, 0), CAST(? AS SIGNED)) + CAST(? AS SIGNED))';
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
    throw new StoreError('failed', 't_id_gen could give ids twice: it needs a unique key on id, as in sql/id.sql');
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** `tnv_idsdb` on MySQL or MariaDB. Spec: ID-UNIQUE. */
class MysqlIdStore implements IdStore {
  readonly #database: MysqlDatabase;

  constructor(database: MysqlDatabase) {
    this.#database = database;
  }

  async takeBlock(key: string, step: number, floor: bigint): Promise<IdBlock> {
    const firstEnd = floor + BigInt(step);
    if (firstEnd > INT64_MAX) throw new StoreError('failed', `the ids of key "${key}" are used up`);
    const taken = await this.#database.change(TAKE_BLOCK, [key, String(firstEnd), String(floor), String(step)]);
    const end = taken === 'duplicate' ? -1n : BigInt(taken.insertId);
    if (end < firstEnd) throw new StoreError('unknown', `t_id_gen gave no block of ids for key "${key}"`);
    return { first: end - BigInt(step), end };
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
