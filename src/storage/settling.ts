import type { Host } from '../host/host.ts';
import { sleep } from '../host/sleep.ts';
import type { FileStore } from '../store/fileStore.ts';
import { backoffMs } from './backoff.ts';
import type { Place } from './place.ts';
import { settlePlaces } from './stagingRule.ts';

/**
 * Pause before entries are looked at. A change whose answer was lost may still be under way in the database;
 * it gets the time to arrive.
 */
const DELAY_MS = 5_000;
const DELAY_MAX_MS = 60_000;

/** Entries that wait here at once; the others wait on the disk for the next start. */
const WAITING_MAX = 65_536;

interface Waiting {
  readonly place: Place;
  readonly sinceMs: number;
}

/**
 * Entries in the staging folders that a request or the scrub had to leave: the staging rule is applied to them in the
 * background until the database and the disk have let it decide every one. What is undecided at a stop the scrub of
 * the next start finds. Spec: STORE-SCRUB, DB-UNKNOWN.
 */
export class Settling {
  readonly #host: Host;
  readonly #files: FileStore;
  /** By staging name. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(host: Host, files: FileStore) {
    this.#host = host;
    this.#files = files;
  }

  /** Aborted when the storage is stopped. */
  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  /** Entries that wait to be decided. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes over entries that no request works on any more; `why` they were left. */
  add(places: readonly Place[], why: unknown): void {
    const sinceMs = this.#host.clock.monotonicMs();
    for (const place of places) {
      if (this.#waiting.size < WAITING_MAX) this.#waiting.set(place.staged, { place, sinceMs });
    }
    this.#host.log.warn('left in staging', {
      entries: places.length,
      first: places[0]?.staged,
      waiting: this.#waiting.size,
      error: why as Error,
    });
    if (this.#running !== undefined || this.#stop.signal.aborted) return;
    this.#running = this.#settleAll().finally(() => {
      this.#running = undefined;
    });
  }

  /** Decides no more. Resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #settleAll(): Promise<void> {
    const { clock, disk, timers, log } = this.#host;
    let failures = 0;
    while (this.#waiting.size > 0) {
      await sleep(timers, backoffMs(failures, DELAY_MS, DELAY_MAX_MS), this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      const latestMs = clock.monotonicMs() - DELAY_MS;
      const due = [...this.#waiting.values()].filter(({ sinceMs }) => sinceMs <= latestMs);
      const { left, ...settled } = await settlePlaces(
        disk,
        this.#files,
        due.map(({ place }) => place),
      );
      this.#forget(due, new Set(left.map(({ place }) => place)));
      if (due.length > left.length) log.info('settled', { ...settled, left: left.length });
      if (left.length > 0 && failures === 0) {
        log.warn('cannot settle yet', { left: left.length, error: left[0]?.error as Error });
      }
      failures = left.length > 0 ? failures + 1 : 0;
    }
  }

  /** An entry that was added again meanwhile is another matter, and stays. */
  #forget(due: readonly Waiting[], left: ReadonlySet<Place>): void {
    for (const waiting of due) {
      const { staged } = waiting.place;
      if (!left.has(waiting.place) && this.#waiting.get(staged) === waiting) this.#waiting.delete(staged);
    }
  }
}
