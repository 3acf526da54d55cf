import { type IdStore, IdsUsedUp } from '../idStore.ts';
import { SqliteDatabase } from './sqliteDatabase.ts';

const NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')";
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS t_id_gen (
    id          TEXT PRIMARY KEY,
    id_value    INTEGER NOT NULL DEFAULT 0,
    create_time TEXT NOT NULL DEFAULT (${NOW}),
    update_time TEXT NOT NULL DEFAULT (${NOW})
  ) STRICT, WITHOUT ROWID`;
const INT64_MAX = 2n ** 63n - 1n;

/** Opens `ids.db` in `folder`. Throws a `StoreError`. Spec: ID-UNIQUE, ID-BLOCKS, DB-ID-GEN. */
export function openSqliteIdStore(folder: string): IdStore {
  const database = new SqliteDatabase(folder, 'ids.db', SCHEMA);
  const takeBlock = database.prepare(
    'INSERT INTO t_id_gen (id, id_value) VALUES (:key, :floor + :step) ON CONFLICT (id) DO UPDATE ' +
      `SET id_value = max(id_value, :floor) + :step, update_time = ${NOW} ` +
      `WHERE max(id_value, :floor) <= ${INT64_MAX} - :step RETURNING id_value`,
  );
  takeBlock.setReadBigInts(true);
  const pinged = database.prepare('SELECT 1 FROM t_id_gen LIMIT 1');
  return {
    async takeBlock(key, step, floor) {
      const usedUp = floor + BigInt(step) > INT64_MAX;
      const row = usedUp ? undefined : database.change(() => takeBlock.get({ key, step: BigInt(step), floor }));
      if (row === undefined) throw new IdsUsedUp(key);
      const end = BigInt(row.id_value as bigint);
      return { first: end - BigInt(step), end };
    },
    async ping() {
      database.read(() => pinged.get());
    },
    async close() {
      database.close();
    },
  };
}
