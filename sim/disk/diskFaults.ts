import { DiskError, type DiskErrorReason } from '../../src/host/disk.ts';

/** What a process asks of its disk: the methods of `Disk`, `WritableFile` and `ReadableFile`. */
export type DiskOperation =
  | 'create'
  | 'open'
  | 'stat'
  | 'link'
  | 'unlink'
  | 'makeFolders'
  | 'list'
  | 'syncFolder'
  | 'freeBytes'
  | 'append'
  | 'sync'
  | 'readAt';

/** Those that a disk refuses which takes no changes. */
export const CHANGES: ReadonlySet<DiskOperation> = new Set([
  ...(['create', 'link', 'unlink', 'makeFolders', 'append', 'sync'] as const),
]);

/** Which operations fail. */
export interface FailureRule {
  readonly operation: DiskOperation;
  readonly reason: DiskErrorReason;
  /** Only on paths that contain this. */
  readonly path?: string;
  /** How many that match succeed before; none unless told. */
  readonly skip?: number;
  /** How many fail; one unless told. */
  readonly times?: number;
}

/** Called just before an operation takes effect. */
export type Watcher = (operation: DiskOperation, path: string) => void;

/** What goes wrong with the disk of a machine. */
export class DiskFaults {
  /** How many times slower than usual it is. */
  slowness = 1;
  /** Called just before an operation takes effect; it may crash the host, and the operation has no effect then. */
  watch: Watcher | undefined;
  /** Told of every operation that failed, and why. */
  onFailure: ((operation: DiskOperation, path: string, error: DiskError) => void) | undefined;
  readonly #watchers = new Set<Watcher>();
  #rules: { rule: FailureRule; skip: number; times: number }[] = [];

  /** Lets operations fail; several rules add up. The function that is returned takes the rule back. */
  fail(rule: FailureRule): () => void {
    const entry = { rule, skip: rule.skip ?? 0, times: rule.times ?? 1 };
    this.#rules.push(entry);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== entry);
    };
  }

  /** Calls `watcher` as `watch` is called, beside it; the function that is returned ends that. */
  addWatcher(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** An operation is about to take effect. */
  announce(operation: DiskOperation, path: string): void {
    this.watch?.(operation, path);
    for (const watcher of this.#watchers) watcher(operation, path);
  }

  /** Takes all rules and the watch back. */
  clear(): void {
    this.#rules = [];
    this.#watchers.clear();
    this.watch = undefined;
    this.slowness = 1;
  }

  /** The failure of this operation now, if it is to fail. */
  next(operation: DiskOperation, path: string): DiskError | undefined {
    for (const entry of this.#rules) {
      const { rule } = entry;
      if (rule.operation !== operation || !path.includes(rule.path ?? '')) continue;
      if (entry.skip > 0) {
        entry.skip--;
        continue;
      }
      if (--entry.times <= 0) this.#rules = this.#rules.filter((other) => other !== entry);
      return new DiskError(rule.reason, `injected: ${operation} of ${path} fails`);
    }
    return undefined;
  }
}
