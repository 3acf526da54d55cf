import { type Address, formatAddress } from '../../host/address.ts';
import type { Host } from '../../host/host.ts';
import { ConnectionLost } from '../../host/networkErrors.ts';
import { samplesOf } from './metricsText.ts';
import { type Counts, type Load, loadBetween } from './rate.ts';
import { scrape } from './scrape.ts';

const INFO = 'tnv_storage_info';
const REQUESTS = 'tnv_requests_total';
const BYTES = 'tnv_body_bytes_total';
const CONNECTIONS = 'tnv_connections';
const NAMES: ReadonlySet<string> = new Set([INFO, REQUESTS, BYTES, CONNECTIONS]);

const TIMEOUT_MS = 2_000;
/** Addresses that are asked at once. */
const AT_ONCE = 8;
/** Milliseconds between two questions, and the least for which a load is worth telling. */
const INTERVAL_MS = 2_000;
const INTERVAL_MIN_MS = 500;
/** A load older than this is no load of now. */
const AGE_MAX_MS = 10_000;

/** Which storage: what its metrics and the trackers both say of it. */
export interface StorageKey {
  readonly group: string;
  readonly hostname: string;
  readonly port: string;
}

interface Known {
  readonly counts: Counts;
  readonly load: Load | null;
}

/** The load of the storages, as their own metrics tell it. Spec: HTTP-CLUSTER. */
export class Loads {
  readonly #host: Pick<Host, 'clock' | 'network' | 'timers' | 'log'>;
  readonly #watched: readonly Address[];
  readonly #known = new Map<string, Known>();
  readonly #silent = new Set<string>();
  #refreshedMs = Number.NEGATIVE_INFINITY;
  #refreshing: Promise<void> | undefined;

  constructor(host: Pick<Host, 'clock' | 'network' | 'timers' | 'log'>, watched: readonly Address[]) {
    this.#host = host;
    this.#watched = watched;
  }

  /** null when its metrics are served nowhere, or were not asked for twice within the last seconds. */
  of(storage: StorageKey): Load | null {
    const known = this.#known.get(keyOf(storage));
    const fresh = known !== undefined && this.#host.clock.monotonicMs() - known.counts.atMs < AGE_MAX_MS;
    return fresh ? known.load : null;
  }

  /** Asks for the metrics, unless that was done just now. Never rejects. */
  refresh(signal: AbortSignal): Promise<void> {
    const nowMs = this.#host.clock.monotonicMs();
    if (this.#refreshing !== undefined) return this.#refreshing;
    if (nowMs - this.#refreshedMs < INTERVAL_MS || this.#watched.length === 0) return Promise.resolve();
    this.#refreshedMs = nowMs;
    this.#refreshing = this.#askAll(signal).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #askAll(signal: AbortSignal): Promise<void> {
    const left = [...this.#watched];
    const worker = async (): Promise<void> => {
      for (let address = left.pop(); address !== undefined && !signal.aborted; address = left.pop()) {
        await this.#ask(address, signal);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    this.#forgetOld();
  }

  async #ask(address: Address, signal: AbortSignal): Promise<void> {
    const name = formatAddress(address);
    try {
      this.#take(await scrape(this.#host, address, TIMEOUT_MS, signal));
      this.#silent.delete(name);
    } catch (error) {
      if (!(error instanceof ConnectionLost) && !signal.aborted) throw error;
      // Once is enough while it stays away.
      if (!this.#silent.has(name) && !signal.aborted) {
        this.#host.log.warn('no metrics', { address: name, error: error as Error });
      }
      this.#silent.add(name);
    }
  }

  /** One process may serve the metrics of several daemons; the label `daemon` tells which is which. */
  #take(text: string): void {
    const atMs = this.#host.clock.monotonicMs();
    const sums = new Map<string, number>();
    const storages = new Map<string, StorageKey>();
    for (const { name, labels, value } of samplesOf(text, NAMES)) {
      const { daemon = '', group = '', hostname = '', port = '' } = labels;
      if (name === INFO) storages.set(daemon, { group, hostname, port });
      else sums.set(`${name} ${daemon}`, (sums.get(`${name} ${daemon}`) ?? 0) + value);
    }
    for (const [daemon, storage] of storages) {
      const sum = (name: string): number => sums.get(`${name} ${daemon}`) ?? 0;
      this.#learn(storage, { atMs, requests: sum(REQUESTS), bytes: sum(BYTES) }, sum(CONNECTIONS));
    }
  }

  #learn(storage: StorageKey, counts: Counts, connections: number): void {
    const key = keyOf(storage);
    const before = this.#known.get(key);
    const sinceMs = before === undefined ? 0 : counts.atMs - before.counts.atMs;
    // Two addresses may serve the same storage.
    if (before !== undefined && sinceMs < INTERVAL_MIN_MS) return;
    this.#known.set(key, {
      counts,
      load: before === undefined ? null : loadBetween(before.counts, counts, connections),
    });
  }

  #forgetOld(): void {
    const nowMs = this.#host.clock.monotonicMs();
    for (const [key, { counts }] of this.#known) {
      if (nowMs - counts.atMs > 60 * AGE_MAX_MS) this.#known.delete(key);
    }
  }
}

function keyOf({ group, hostname, port }: StorageKey): string {
  return JSON.stringify([group, hostname, port]);
}
