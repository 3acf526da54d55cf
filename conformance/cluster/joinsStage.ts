import type { JoinsKit } from '../runner/case.ts';
import { CaseFailure } from '../runner/failure.ts';
import type { Target } from '../runner/target.ts';
import type { Address } from '../wire/conversation.ts';
import { Cluster } from './cluster.ts';
import type { PlayedServer } from './playedServer.ts';
import { numberOf, type SeenRequest } from './seenRequest.ts';

/** Beats are this far apart unless it is said otherwise. */
const INTERVAL_MS = 10_000;
/** What a loaded machine may add to any wait. */
const SLACK_MS = 3_000;
/** How long the operator may take to start the storage, and the storage to give up a tracker that says nothing. */
const PATIENCE_MS = 60_000;

/** What is known of the storage under test from earlier cases of a run. */
interface Acquaintance {
  started: boolean;
  joined: boolean;
  /** The JOIN and the BEAT of the whole run that came first. */
  first: Joined | undefined;
  /** Why there is no use in waiting for it any more. */
  gone: string | undefined;
}

const NEVER_JOINED = 'blocked: no storage has ever joined the kit, see joins/join/arrives';

const NEVER_BEAT = 'blocked: the storage has never sent a BEAT, see joins/beat/arrives';

const known = new WeakMap<Target, Acquaintance>();

/** A storage that is joined: its last JOIN and the first BEAT behind it. */
export interface Joined {
  readonly join: SeenRequest;
  readonly beat: SeenRequest;
}

/** Where one case plays: trackers and id servers at the addresses that the storage under test is configured with. */
export class JoinsStage {
  readonly kit: JoinsKit;
  readonly cluster: Cluster;
  readonly #storage: Acquaintance;

  private constructor(kit: JoinsKit, cluster: Cluster, storage: Acquaintance) {
    this.kit = kit;
    this.cluster = cluster;
    this.#storage = storage;
  }

  /** Listens; starts the storage if there is a hook and it is the first case. Gone after the case. */
  static async open(kit: JoinsKit): Promise<JoinsStage> {
    const { joins, group } = kit.target;
    const storage = known.get(kit.target) ?? { started: false, first: undefined, joined: false, gone: undefined };
    known.set(kit.target, storage);
    if (storage.gone !== undefined) kit.skip(storage.gone);
    const plan = { trackers: 0, storages: 0, group, trackersAt: joins?.trackers ?? [], idsAt: joins?.ids ?? [] };
    const cluster = await Cluster.start(plan).catch((error: Error) => {
      throw new CaseFailure({ axis: 'kit', message: `the kit cannot listen: ${error.message}` });
    });
    kit.later(() => cluster.stop());
    if (kit.hook !== undefined && !storage.started) await kit.hook.run('restart', 'storage');
    storage.started = true;
    return new JoinsStage(kit, cluster, storage);
  }

  /** The tracker of most cases. */
  get tracker(): PlayedServer {
    return this.trackers[0] as PlayedServer;
  }

  get trackers(): readonly PlayedServer[] {
    return this.cluster.trackers;
  }

  /** Milliseconds between two beats. */
  get intervalMs(): number {
    return this.kit.target.heartbeatMs ?? INTERVAL_MS;
  }

  /** How long the storage may take to join anew after its tracker has failed in a way that it notices at once. */
  get rejoinMs(): number {
    return 2 * this.intervalMs + SLACK_MS;
  }

  /** How long it may take when the tracker just says nothing. */
  get silenceMs(): number {
    return 2 * this.intervalMs + (this.kit.target.patienceMs ?? PATIENCE_MS);
  }

  /** A wait of a little more than some beats. */
  beatsMs(count: number): number {
    return count * this.intervalMs + SLACK_MS;
  }

  /**
   * Resolves when the storage has joined the tracker and sent a BEAT. A CaseFailure when it does not; the case is
   * skipped when it never did: there is a case that says so.
   */
  async joined(tracker = this.tracker): Promise<Joined> {
    const join = await this.arrives(tracker);
    if (join === undefined) this.kit.skip(NEVER_JOINED);
    try {
      const joined = { join, beat: await this.beatAfter(join) };
      this.#storage.first ??= joined;
      return joined;
    } catch (error) {
      if (this.#storage.first === undefined) this.#storage.gone = NEVER_BEAT;
      throw error;
    }
  }

  /** The JOIN and the BEAT that came first in the whole run, for those who only look at them. */
  first(): Promise<Joined> {
    const { first } = this.#storage;
    this.kit.looked.said = true;
    return first === undefined ? this.joined() : Promise.resolve(first);
  }

  /** The first JOIN of the case; undefined when there has never been any. */
  async arrives(tracker = this.tracker): Promise<SeenRequest | undefined> {
    const withinMs = this.silenceMs;
    const join = await this.cluster.journal.until(() => tracker.requestsOf('JOIN')[0], withinMs);
    this.kit.looked.said = true;
    if (join !== undefined) this.#storage.joined = true;
    else if (this.#storage.joined) {
      this.#storage.gone = 'blocked: the storage did not come back, see joins/join/comes-back';
      throw this.#missing('JOIN', withinMs);
    } else this.#storage.gone = NEVER_JOINED;
    return join;
  }

  /** The first JOIN on a later connection than that of `before`. */
  joinAfter(before: SeenRequest, withinMs: number, statement?: string): Promise<SeenRequest> {
    const later = (): SeenRequest | undefined =>
      this.tracker.requestsOf('JOIN').find(({ peer }) => peer.number > before.peer.number);
    return this.wait(later, withinMs, 'JOIN', statement);
  }

  /** The first BEAT behind a JOIN, `nth` from 0. */
  beatAfter(join: SeenRequest, nth = 0, withinMs = this.beatsMs(nth + 1)): Promise<SeenRequest> {
    return this.wait(() => this.beatsOf(join)[nth], withinMs, nth === 0 ? 'BEAT' : `BEAT number ${nth + 1}`);
  }

  /** The beats that belong to a JOIN: on its connection, or on one that has no JOIN. */
  beatsOf(join: SeenRequest): SeenRequest[] {
    const { requests } = this.trackers.find(({ name }) => name === join.server) ?? this.tracker;
    const others = requests.filter((request) => request.name === 'JOIN' && request !== join).map(({ peer }) => peer);
    return requests.filter(({ name, peer, atMs }) => name === 'BEAT' && atMs >= join.atMs && !others.includes(peer));
  }

  /** What `look` finds; a CaseFailure when it does not come in time. */
  async wait<T>(look: () => T | undefined | false, withinMs: number, what: string, statement?: string): Promise<T> {
    const found = await this.cluster.journal.until(look, withinMs);
    this.kit.looked.said = true;
    if (found === undefined) throw this.#missing(what, withinMs, statement);
    return found;
  }

  #missing(what: string, withinMs: number, statement = 'STORAGE-LINK'): CaseFailure {
    const message = `no ${what} came within ${Math.round(withinMs / 100) / 10} s`;
    return new CaseFailure({ axis: 'said', statement, message, expected: what, got: 'nothing' });
  }
}

/** Where a storage that sent this JOIN serves clients. */
export function servingAddress(join: SeenRequest): Address {
  return { host: join.peer.host, port: numberOf(join, 'port') };
}
