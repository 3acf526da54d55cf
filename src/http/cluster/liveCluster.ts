import type { Host } from '../../host/host.ts';
import { sleep } from '../../host/sleep.ts';
import type { ClusterView } from './clusterView.ts';
import type { ClusterSnapshot } from './snapshot.ts';

/** Milliseconds between the end of one look at the site and the next. */
const INTERVAL_MS = 1_000;

/** A snapshot as it is sent. */
export interface Sight {
  /** Grows with every change. */
  readonly number: number;
  readonly json: string;
}

/**
 * Looks at the site again and again while somebody watches, for all of them together; not at all when nobody does.
 * Spec: HTTP-CLUSTER-LIVE.
 */
export class LiveCluster {
  readonly #host: Pick<Host, 'clock' | 'timers' | 'log'>;
  readonly #view: ClusterView;
  readonly #over = new AbortController();
  /** Ends the waits of those who watch; made anew with every sight. */
  #news = Promise.withResolvers<void>();
  #watchers = 0;
  #looking: Promise<void> | undefined;
  #leaving = new AbortController();
  #last: { readonly sight: Sight; readonly atMs: number } | undefined;
  #look: Promise<Sight> | undefined;
  #compared = '';

  constructor(host: Pick<Host, 'clock' | 'timers' | 'log'>, view: ClusterView) {
    this.#host = host;
    this.#view = view;
  }

  /** Aborted when watching is over for everybody. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  get watchers(): number {
    return this.#watchers;
  }

  /** Begins to watch; each who does has to `leave`. */
  join(): void {
    this.#watchers++;
    if (this.#watchers > 1) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.#looking = (this.#looking ?? Promise.resolve()).then(() => this.#lookOn(signal));
  }

  leave(): void {
    this.#watchers--;
    if (this.#watchers === 0) this.#leaving.abort();
  }

  /** The first sight after that of the given number; undefined after `timeoutMs`, when `signal` is aborted, or when it is over. */
  async next(after: number, timeoutMs: number, signal: AbortSignal): Promise<Sight | undefined> {
    const { timers } = this.#host;
    const done = new AbortController();
    const late = sleep(timers, timeoutMs, AbortSignal.any([done.signal, signal, this.#over.signal])).then(() => true);
    try {
      for (;;) {
        const sight = this.#fresh();
        if (sight !== undefined && sight.number > after) return sight;
        if (await Promise.race([late, this.#news.promise.then(() => false)])) return undefined;
      }
    } finally {
      done.abort();
    }
  }

  /** The site now, for who asks once: as it was seen in the last second, or else by a look of its own. */
  async once(): Promise<Sight> {
    return this.#fresh() ?? (await this.#lookOnce(true));
  }

  /** Lets everybody go. Resolves when nothing is left. */
  async stop(): Promise<void> {
    this.#over.abort();
    this.#leaving.abort();
    await this.#view.close();
    await Promise.all([this.#looking, this.#look?.catch(() => undefined)]);
  }

  async #lookOn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#over.signal.aborted) {
      await this.#lookOnce(false).catch((error: Error) => {
        this.#host.log.error('view of the cluster failed', { error });
      });
      await sleep(this.#host.timers, INTERVAL_MS, signal);
    }
  }

  #fresh(): Sight | undefined {
    const last = this.#last;
    // While a loop runs the last sight holds until the next one, however long that takes.
    const fresh = last !== undefined && this.#host.clock.monotonicMs() - last.atMs < 2 * INTERVAL_MS;
    return fresh ? last.sight : undefined;
  }

  #lookOnce(whole: boolean): Promise<Sight> {
    this.#look ??= this.#view
      .look(this.#watchers, whole)
      .then((snapshot) => this.#publish(snapshot))
      .finally(() => {
        this.#look = undefined;
      });
    return this.#look;
  }

  #publish(snapshot: ClusterSnapshot): Sight {
    const { at: _, ...compared } = snapshot;
    const text = JSON.stringify(compared);
    const before = this.#last?.sight;
    const number = (before?.number ?? 0) + (text === this.#compared ? 0 : 1);
    const sight = { number, json: JSON.stringify(snapshot) };
    this.#compared = text;
    this.#last = { sight, atMs: this.#host.clock.monotonicMs() };
    this.#news.resolve();
    this.#news = Promise.withResolvers();
    return sight;
  }
}
