import { close, fsync, open } from 'node:fs';
import { systemCall } from './systemCall.ts';

interface FolderSync {
  readonly running: Promise<void>;
  /** The sync that starts when `running` is over; everyone who asks meanwhile shares it. */
  next: Promise<void> | undefined;
}

/**
 * Makes the entries of folders durable. Those who ask while a sync of the same folder is under way share the one
 * after it: the one under way may have begun before their change.
 */
export class FolderSyncs {
  readonly #syncNow: (path: string) => Promise<void>;
  readonly #syncs = new Map<string, FolderSync>();

  /** `syncNow` syncs a folder by a call of its own. */
  constructor(syncNow: (path: string) => Promise<void>) {
    this.#syncNow = syncNow;
  }

  /** Resolves when what is in the folder `path` now is durable. */
  sync(path: string): Promise<void> {
    const current = this.#syncs.get(path);
    if (current === undefined) return this.#start(path);
    current.next ??= current.running.catch(() => {}).then(() => this.#start(path));
    return current.next;
  }

  #start(path: string): Promise<void> {
    const running = this.#syncNow(path);
    const entry: FolderSync = { running, next: undefined };
    this.#syncs.set(path, entry);
    const forget = (): void => {
      if (entry.next === undefined) this.#syncs.delete(path);
    };
    running.then(forget, forget);
    return running;
  }
}

/** Makes the entries of the folder `path` durable, by one call to the system. Rejects with a `DiskError`. */
export async function syncFolder(path: string): Promise<void> {
  const number = await systemCall<number>((done) => open(path, 'r', done));
  try {
    await systemCall((done) => fsync(number, done));
  } finally {
    await systemCall((done) => close(number, done));
  }
}
