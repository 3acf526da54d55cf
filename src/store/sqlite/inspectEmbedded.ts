import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { nodeSqlite } from './nodeSqlite.ts';
import { openSqliteFileStore } from './sqliteFileStore.ts';
import { openSqliteIdStore } from './sqliteIdStore.ts';
import { openSqliteRouteStore } from './sqliteRouteStore.ts';

/** Each database's file, its tables, and what opens it and makes what is missing. */
const EMBEDDED = {
  tracker: { file: 'tracker.db', tables: ['t_group_info', 't_router'], open: openSqliteRouteStore },
  id: { file: 'ids.db', tables: ['t_id_gen'], open: openSqliteIdStore },
  storage: { file: 'storage.db', tables: ['t_file_01', 't_file_02', 't_file_03'], open: openSqliteFileStore },
} as const;

/** How an embedded database is. */
export interface EmbeddedFinding {
  readonly level: 'ok' | 'warning' | 'problem';
  readonly what: string;
  readonly text: string;
  readonly advice?: string;
}

/** Makes the embedded database of a kind of daemon in `folder` where it is missing. Throws a `StoreError`. */
export function makeEmbedded(kind: keyof typeof EMBEDDED, folder: string): void {
  void EMBEDDED[kind].open(folder).close();
}

/** How the embedded database of a kind of daemon is. Changes nothing, also not a file beside it. */
export function inspectEmbedded(kind: keyof typeof EMBEDDED, folder: string): EmbeddedFinding {
  const { file, tables } = EMBEDDED[kind];
  const what = join(folder, file);
  if (!existsSync(what)) return { level: 'ok', what, text: 'is not there yet: its daemon makes it' };
  try {
    const database = openToRead(what);
    try {
      const [result] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {});
      const rows = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
      const missing = tables.filter((table) => !rows.some((row) => row.name === table));
      if (result !== 'ok') return broken(what, String(result));
      if (missing.length > 0) return broken(what, `it lacks ${missing.join(', ')}`);
      return { level: 'ok', what, text: 'embedded database, whole' };
    } finally {
      database.close();
    }
  } catch (error) {
    return broken(what, error instanceof Error ? error.message : String(error));
  }
}

/** Without a log of changes beside it nobody has it open; then it can be read without making one. */
function openToRead(path: string): DatabaseSync {
  const { DatabaseSync } = nodeSqlite();
  const url = pathToFileURL(path);
  if (!existsSync(`${path}-wal`)) url.search = '?immutable=1';
  return new DatabaseSync(url, { readOnly: true });
}

function broken(what: string, text: string): EmbeddedFinding {
  return { level: 'problem', what, text, advice: 'move it away and restore a copy' };
}
