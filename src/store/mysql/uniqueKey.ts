import type { MysqlDatabase } from './mysqlDatabase.ts';

/**
 * Whether a table has a unique key on one column alone, as ours have; tables that another program made may lack it.
 * Rejects with a `StoreError`.
 */
export async function hasUniqueKey(database: MysqlDatabase, table: string, column: string): Promise<boolean> {
  const keys = await database.read(
    'SELECT INDEX_NAME FROM information_schema.STATISTICS ' +
      'WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND NON_UNIQUE = 0 ' +
      'GROUP BY INDEX_NAME HAVING COUNT(*) = 1 AND MAX(COLUMN_NAME) = ?',
    [table, column],
  );
  return keys.length > 0;
}
