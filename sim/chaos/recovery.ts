import { Client } from '../../src/client/client.ts';
import { CLIENT_DEFAULTS } from '../../src/client/clientConfig.ts';
import { parseGroupsText } from '../../src/protocol/groupsText.ts';
import { PORTS } from './names.ts';
import type { Promised } from './oracles/observations.ts';
import type { SimSite } from './simSite.ts';
import type { SiteMachine } from './siteMachine.ts';
import type { Workers } from './workers.ts';

/** Milliseconds a process may take to start when nothing is wrong, the wait for a supervisor included. */
const START_MS = 30_000;
/** Milliseconds after which a peer that vanished is given up at the latest. */
const GIVE_UP_MS = 90_000;
/** Milliseconds the longest operation may take: every server tried twice, each with all patience. */
const OPERATION_MS = 20 * 60_000;
/** Milliseconds after which no staging entry of an interrupted request is left. */
const SETTLE_MS = 5 * 60_000;
const POLL_MS = 250;

/** Sees to it that a site that is not troubled any more works again in time. */
export class Recovery {
  readonly #site: SimSite;
  readonly #workers: Workers;
  readonly #promised: Promised[] = [];

  constructor(site: SimSite, workers: Workers) {
    this.#site = site;
    this.#workers = workers;
  }

  /** What had to happen, and when it did. */
  get promised(): readonly Promised[] {
    return this.#promised;
  }

  /** Resolves when all is well, or when something did not happen in time. */
  async watch(): Promise<void> {
    const { heartBeatIntervalMs } = this.#site.plan.topology;
    const startMs = START_MS + GIVE_UP_MS;
    const machines = [...this.#site.machines.values()];
    await Promise.all([
      ...machines.map((machine) =>
        this.#promise('STORAGE-READY', `${machine.name} serves again`, startMs, async () =>
          machine.daemon === undefined && machine.client === undefined ? 'it is down' : undefined,
        ),
      ),
      ...this.#site
        .ofKind('tracker')
        .map((tracker) => this.#storagesActiveAt(tracker, startMs + GIVE_UP_MS + 2 * heartBeatIntervalMs)),
      this.#promise('CLIENT-BOUNDED', 'every operation has ended', OPERATION_MS, async () => {
        const [first] = this.#workers.underWay;
        return first === undefined ? undefined : `operation ${first.index} (${first.operation.kind}) is under way`;
      }),
      this.#promise('STORE-STAGING', 'nothing is left in staging', startMs + SETTLE_MS, async () => this.#staged()),
    ]);
  }

  /** Waits until `trouble` says that there is none. */
  async #promise(
    statement: string,
    what: string,
    withinMs: number,
    trouble: () => Promise<string | undefined>,
  ): Promise<void> {
    const { world } = this.#site;
    const sinceMs = world.nowMs;
    for (;;) {
      const instead = await trouble();
      const made = { statement, what, sinceMs, withinMs };
      if (instead === undefined) {
        this.#promised.push({ ...made, atMs: world.nowMs });
        return;
      }
      if (world.nowMs >= sinceMs + withinMs) {
        this.#promised.push({ ...made, atMs: undefined, instead });
        return;
      }
      await world.sleep(POLL_MS);
    }
  }

  async #storagesActiveAt(tracker: SiteMachine, withinMs: number): Promise<void> {
    const address = { host: tracker.host.ip, port: PORTS.tracker };
    const client = new Client(this.#site.observer, { ...CLIENT_DEFAULTS, trackers: [address] });
    const wanted = this.#site.ofKind('storage').map(({ name }) => name);
    await this.#promise('TRACKER-RELEARN', `all storages are ACTIVE at ${tracker.name}`, withinMs, async () => {
      try {
        const storages = parseGroupsText(await client.groups()).flatMap((group) => group.storages);
        const active = new Set(storages.filter(({ state }) => state === 'ACTIVE').map(({ hostname }) => hostname));
        const missing = wanted.filter((name) => !active.has(name));
        return missing.length === 0 ? undefined : `${missing.join(', ')} not ACTIVE`;
      } catch (error) {
        return `no list of groups: ${(error as Error).message}`;
      }
    });
    await client.close();
  }

  #staged(): string | undefined {
    for (const [group] of this.#site.plan.topology.groups.entries()) {
      for (const [path, volume] of this.#site.volumesOf(group).entries()) {
        const [left] = volume.files('/.tnv').keys();
        if (left !== undefined) return `${left} on volume ${path + 1} of group ${group + 1}`;
      }
    }
    return undefined;
  }
}
