import { DiskError } from '../../src/host/disk.ts';
import type { SimFile } from './simFile.ts';

/** The files of a volume whose copies disagree: nobody gets to their content until they are healed. */
export class SplitBrain {
  readonly #listeners = new Set<() => void>();
  readonly #torn = new Set<ReadonlySet<SimFile>>();

  /** Lets the copies of `files` disagree until the function that is returned is called. */
  begin(files: Iterable<SimFile>): () => void {
    const torn = new Set(files);
    this.#torn.add(torn);
    return () => this.#torn.delete(torn);
  }

  /** Throws a `DiskError` of reason `io` for a file whose copies disagree. */
  mustAgree(file: SimFile): void {
    if (![...this.#torn].some((torn) => torn.has(file))) return;
    for (const listener of this.#listeners) listener();
    throw new DiskError('io', 'injected: the copies of the file disagree');
  }

  /** Calls `listener` whenever somebody is refused; the function that is returned ends that. */
  onHit(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
