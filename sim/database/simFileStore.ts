import type { FileRow, FileStore } from '../../src/store/fileStore.ts';
import { userTable } from '../../src/store/userTable.ts';

/** A `FileStore` in memory: three tables, each from file id to row. Storages that share one object share one database. */
export class SimFileStore implements FileStore {
  readonly #tables = { 1: new Map<string, FileRow>(), 2: new Map<string, FileRow>(), 3: new Map<string, FileRow>() };

  async find(userid: string, fileid: string): Promise<FileRow | undefined> {
    const row = this.#tableOf(userid).get(fileid);
    return row?.userid === userid ? row : undefined;
  }

  async insert(row: FileRow): Promise<'inserted' | 'exists'> {
    const table = this.#tableOf(row.userid);
    if (table.has(row.fileid)) return 'exists';
    table.set(row.fileid, { ...row });
    return 'inserted';
  }

  async remove(userid: string, fileid: string, path: string): Promise<boolean> {
    const table = this.#tableOf(userid);
    const row = table.get(fileid);
    if (row?.userid !== userid || row.path !== path) return false;
    return table.delete(fileid);
  }

  async withPaths(paths: readonly string[]): Promise<FileRow[]> {
    const wanted = new Set(paths);
    return this.rows().filter((row) => wanted.has(row.path));
  }

  async anyBelow(prefix: string): Promise<boolean> {
    return this.rows().some(({ path }) => path.startsWith(prefix));
  }

  async newest(appid: string, userid: string, limit: number): Promise<FileRow[]> {
    const files = [...this.#tableOf(userid).values()];
    return files
      .filter((row) => row.appid === appid && row.userid === userid)
      .reverse()
      .slice(0, limit);
  }

  /** Every row, for whoever checks what a run left behind. */
  rows(): FileRow[] {
    return Object.values(this.#tables).flatMap((table) => [...table.values()]);
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {}

  #tableOf(userid: string): Map<string, FileRow> {
    return this.#tables[userTable(userid)];
  }
}
