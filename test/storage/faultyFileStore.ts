import { SimFileStore } from '../../sim/database/simFileStore.ts';
import type { FileNote } from '../../src/protocol/fileNote.ts';
import type { FileRow, PageQuery } from '../../src/store/fileStore.ts';
import { StoreError, type StoreOutcome } from '../../src/store/storeError.ts';

/** What of a `FileStore` can be made to fail. */
export type StoreOperation = 'find' | 'insert' | 'remove' | 'withPaths' | 'anyBelow' | 'page' | 'notes' | 'annotate';

interface Rule {
  readonly operation: StoreOperation | 'any';
  readonly outcome: StoreOutcome;
  /** Whether the change is made all the same. */
  readonly done: boolean;
  times: number;
}

/** A `SimFileStore` that fails on demand. */
export class FaultyFileStore extends SimFileStore {
  /** Called before and after each operation takes effect. */
  watch: ((operation: StoreOperation, when: 'before' | 'after') => void | Promise<void>) | undefined;
  #rules: Rule[] = [];

  /** Lets the next `times` operations fail; `done` is whether the change is made all the same. */
  fail(operation: StoreOperation | 'any', outcome: StoreOutcome, { times = 1, done = false } = {}): void {
    this.#rules.push({ operation, outcome, done, times });
  }

  /** Takes all rules back. */
  heal(): void {
    this.#rules = [];
  }

  override find(userid: string, fileid: string): Promise<FileRow | undefined> {
    return this.#perform('find', () => super.find(userid, fileid));
  }

  override insert(row: FileRow): Promise<'inserted' | 'exists'> {
    return this.#perform('insert', () => super.insert(row));
  }

  override remove(userid: string, fileid: string, path: string): Promise<boolean> {
    return this.#perform('remove', () => super.remove(userid, fileid, path));
  }

  override withPaths(paths: readonly string[]): Promise<FileRow[]> {
    return this.#perform('withPaths', () => super.withPaths(paths));
  }

  override anyBelow(prefix: string): Promise<boolean> {
    return this.#perform('anyBelow', () => super.anyBelow(prefix));
  }

  override page(query: PageQuery): Promise<FileRow[]> {
    return this.#perform('page', () => super.page(query));
  }

  override notes(paths: readonly string[]): Promise<ReadonlyMap<string, FileNote>> {
    return this.#perform('notes', () => super.notes(paths));
  }

  override annotate(row: FileRow, note: FileNote): Promise<boolean> {
    return this.#perform('annotate', () => super.annotate(row, note));
  }

  async #perform<T>(operation: StoreOperation, effect: () => Promise<T>): Promise<T> {
    await this.watch?.(operation, 'before');
    const rule = this.#rules.find((one) => one.operation === 'any' || one.operation === operation);
    if (rule === undefined) {
      const result = await effect();
      await this.watch?.(operation, 'after');
      return result;
    }
    if (--rule.times === 0) this.#rules = this.#rules.filter((one) => one !== rule);
    if (rule.done) await effect();
    throw new StoreError(rule.outcome, `injected: ${operation} fails`);
  }
}
