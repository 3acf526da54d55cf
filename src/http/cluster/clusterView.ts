import { Client } from '../../client/client.ts';
import { CLIENT_DEFAULTS } from '../../client/clientConfig.ts';
import { type Address, formatAddress } from '../../host/address.ts';
import type { Host } from '../../host/host.ts';
import { ConnectionLost } from '../../host/networkErrors.ts';
import { type ParsedGroup, parseGroupsText } from '../../protocol/groupsText.ts';
import { TnvError } from '../../protocol/tnvError.ts';
import type { HttpConfig } from '../httpConfig.ts';
import type { Traffic } from '../traffic.ts';
import { Loads } from './loads.ts';
import { type Counts, type Load, loadBetween } from './rate.ts';
import { type ClusterSnapshot, type IdServerView, mergeGroups, type TrackerView } from './snapshot.ts';

/** Milliseconds that a server may take for an answer: what is slower is as good as away for whoever watches. */
const TIMEOUT_MS = 2_000;
/** Milliseconds between two attempts to connect to an id server. */
const IDS_INTERVAL_MS = 5_000;
const OWN_LOAD_INTERVAL_MS = 900;

interface Tracker {
  readonly address: string;
  readonly client: Client;
}

/** Looks at a site: asks each tracker, tries the id servers, reads the metrics. Spec: HTTP-CLUSTER. */
export class ClusterView {
  readonly #host: Host;
  readonly #config: HttpConfig;
  readonly #traffic: Traffic;
  /** Requests under way. */
  readonly #open: () => number;
  readonly #trackers: readonly Tracker[];
  readonly #loads: Loads;
  readonly #ids = new Map<string, boolean | null>();
  readonly #startedAt: string;
  readonly #over = new AbortController();
  readonly #aside = new Set<Promise<void>>();
  #idsTriedMs = Number.NEGATIVE_INFINITY;
  #own: { readonly counts: Counts; readonly load: Load | null };

  constructor(host: Host, config: HttpConfig, traffic: Traffic, open: () => number) {
    this.#host = host;
    this.#config = config;
    this.#traffic = traffic;
    this.#open = open;
    this.#trackers = config.trackers.map((tracker) => ({
      address: formatAddress(tracker),
      client: new Client(host, {
        ...CLIENT_DEFAULTS,
        trackers: [tracker],
        connectTimeoutMs: TIMEOUT_MS,
        requestTimeoutMs: TIMEOUT_MS,
        idleMax: 1,
      }),
    }));
    this.#loads = new Loads(host, config.watched);
    for (const address of config.idServers) this.#ids.set(formatAddress(address), null);
    this.#startedAt = new Date(host.clock.wallMs()).toISOString();
    this.#own = { counts: this.#ownCounts(), load: null };
  }

  /**
   * The site now. `whole` waits for everything; without it, what takes longer than the trackers is shown as it was known before.
   * Never rejects.
   */
  async look(viewers: number, whole: boolean): Promise<ClusterSnapshot> {
    const aside = this.#lookAside();
    const answers = await Promise.all(this.#trackers.map((tracker) => this.#ask(tracker)));
    if (whole) await aside;
    const { hostname, clock } = this.#host;
    return {
      at: new Date(clock.wallMs()).toISOString(),
      trackers: answers.map(({ view }) => view),
      ids: [...this.#ids].map(([address, reachable]): IdServerView => ({ address, reachable })),
      groups: mergeGroups(
        answers.map(({ groups }) => groups),
        (group, storage, port) => this.#loads.of({ group, hostname: storage, port }),
        (wallMs) => clock.utcOffsetMs(wallMs),
      ),
      gateway: { hostname, version: this.#config.version, startedAt: this.#startedAt, viewers, load: this.#ownLoad() },
    };
  }

  /** Drops every connection. Resolves when nothing is left. */
  async close(): Promise<void> {
    this.#over.abort();
    await Promise.all([...this.#aside, ...this.#trackers.map(({ client }) => client.close())]);
  }

  /** What no snapshot waits for. */
  #lookAside(): Promise<void> {
    const looking = Promise.all([this.#loads.refresh(this.#over.signal), this.#tryIdServers()]).then(
      () => undefined,
      (error: Error) => this.#host.log.error('view of the cluster failed', { error }),
    );
    this.#aside.add(looking);
    return looking.finally(() => this.#aside.delete(looking));
  }

  async #ask({ address, client }: Tracker): Promise<{ view: TrackerView; groups: readonly ParsedGroup[] }> {
    try {
      const groups = parseGroupsText(await client.groups({ signal: this.#over.signal }));
      return { view: { address, reachable: true }, groups };
    } catch (error) {
      if (!(error instanceof TnvError) && !this.#over.signal.aborted) throw error;
      return { view: { address, reachable: false, why: (error as Error).message }, groups: [] };
    }
  }

  /** That somebody accepts a connection is all that can be learnt without drawing ids. */
  async #tryIdServers(): Promise<void> {
    const nowMs = this.#host.clock.monotonicMs();
    if (nowMs - this.#idsTriedMs < IDS_INTERVAL_MS) return;
    this.#idsTriedMs = nowMs;
    await Promise.all(this.#config.idServers.map((address) => this.#tryIdServer(address)));
  }

  async #tryIdServer(address: Address): Promise<void> {
    const { signal } = this.#over;
    try {
      const connection = await this.#host.network.connect(address, { timeoutMs: TIMEOUT_MS, signal });
      this.#ids.set(formatAddress(address), true);
      connection.abort();
      await connection.closed;
    } catch (error) {
      if (!(error instanceof ConnectionLost) && !signal.aborted) throw error;
      this.#ids.set(formatAddress(address), false);
    }
  }

  #ownLoad(): Load | null {
    const counts = this.#ownCounts();
    if (counts.atMs - this.#own.counts.atMs >= OWN_LOAD_INTERVAL_MS) {
      this.#own = { counts, load: loadBetween(this.#own.counts, counts, this.#open()) };
    }
    return this.#own.load;
  }

  #ownCounts(): Counts {
    const { requests, bytesIn, bytesOut } = this.#traffic;
    return { atMs: this.#host.clock.monotonicMs(), requests, bytes: bytesIn + bytesOut };
  }
}
