import type { FileNote } from '../../src/protocol/fileNote.ts';
import type { FileRow, FileStore, PageQuery } from '../../src/store/fileStore.ts';
import { userTable } from '../../src/store/userTable.ts';

/** A `FileStore` in memory: three tables, each from file id to row, and one from path to note. Storages that share one object share one database. */
export class SimFileStore implements FileStore {
  readonly #tables = { 1: new Map<string, FileRow>(), 2: new Map<string, FileRow>(), 3: new Map<string, FileRow>() };
  readonly #notes = new Map<string, FileNote>();

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
    this.#notes.delete(path);
    return table.delete(fileid);
  }

  async withPaths(paths: readonly string[]): Promise<FileRow[]> {
    const wanted = new Set(paths);
    return this.rows().filter((row) => wanted.has(row.path));
  }

  async anyBelow(prefix: string): Promise<boolean> {
    return this.rows().some(({ path }) => path.startsWith(prefix));
  }

  async page({ appid, userid, after, limit }: PageQuery): Promise<FileRow[]> {
    const files = [...this.#tableOf(userid).values()];
    return files
      .filter((row) => row.appid === appid && row.userid === userid)
      .filter((row) => after === '' || byBytes(row.fileid, after) < 0)
      .sort((one, other) => byBytes(other.fileid, one.fileid))
      .slice(0, limit);
  }

  async notes(paths: readonly string[]): Promise<ReadonlyMap<string, FileNote>> {
    const found = new Map<string, FileNote>();
    for (const path of paths) {
      const note = this.#notes.get(path);
      if (note !== undefined) found.set(path, note);
    }
    return found;
  }

  async annotate({ userid, fileid, path }: FileRow, { name, type }: FileNote): Promise<boolean> {
    const row = this.#tableOf(userid).get(fileid);
    if (row?.userid !== userid || row.path !== path) return false;
    this.#notes.set(path, { name, type });
    return true;
  }

  /** Every row, for whoever checks what a run left behind. */
  rows(): FileRow[] {
    return Object.values(this.#tables).flatMap((table) => [...table.values()]);
  }

  /** The path of every note, for whoever checks what a run left behind. */
  notedPaths(): string[] {
    return [...this.#notes.keys()];
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {}

  #tableOf(userid: string): Map<string, FileRow> {
    return this.#tables[userTable(userid)];
  }
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
