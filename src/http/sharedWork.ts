/** What a piece of work gives, and what keeping it costs. */
export interface Kept<T> {
  readonly value: T;
  readonly bytes: number;
}

interface Entry<T> {
  readonly done: Promise<Kept<T>>;
  readonly abandoned: AbortController;
  /** Those who wait for it. */
  waiting: number;
  /** undefined until it is done. */
  bytes: number | undefined;
}

/**
 * Work that is done once for all who ask for it at the same time, and whose result is kept while there is room. Work that
 * nobody waits for any more is given up; what failed is done again for the next who asks.
 */
export class SharedWork<T> {
  readonly #bytesMax: number;
  readonly #countMax: number;
  /** In the order of their last use, the one used longest ago first. */
  readonly #entries = new Map<string, Entry<T>>();

  /** Keeps results of so many bytes together, and so many of them. */
  constructor(limits: { readonly bytesMax: number; readonly countMax: number }) {
    this.#bytesMax = limits.bytesMax;
    this.#countMax = limits.countMax;
  }

  /** The result of the work of a key. Rejects as the work does, and with the signal's reason. */
  async get(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Kept<T>>): Promise<T> {
    signal.throwIfAborted();
    const entry = this.#entries.get(key) ?? this.#begin(key, work);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.waiting++;
    try {
      return (await unlessAborted(entry.done, signal)).value;
    } finally {
      entry.waiting--;
      if (entry.waiting === 0 && entry.bytes === undefined) this.#abandon(key, entry);
    }
  }

  #begin(key: string, work: (signal: AbortSignal) => Promise<Kept<T>>): Entry<T> {
    const abandoned = new AbortController();
    const entry: Entry<T> = { done: work(abandoned.signal), abandoned, waiting: 0, bytes: undefined };
    entry.done.then(
      ({ bytes }) => {
        entry.bytes = bytes;
        this.#makeRoom();
      },
      () => this.#abandon(key, entry),
    );
    return entry;
  }

  #abandon(key: string, entry: Entry<T>): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
    entry.abandoned.abort(new Error('nobody waits for it'));
  }

  #makeRoom(): void {
    let bytes = 0;
    for (const entry of this.#entries.values()) bytes += entry.bytes ?? 0;
    for (const [key, entry] of this.#entries) {
      if (bytes <= this.#bytesMax && this.#entries.size <= this.#countMax) return;
      if (entry.bytes === undefined) continue;
      this.#entries.delete(key);
      bytes -= entry.bytes;
    }
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
