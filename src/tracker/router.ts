import type { CautiousCache } from '../cache/cautiousCache.ts';
import type { Host } from '../host/host.ts';
import { sometimes } from '../host/probe.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { GROUP_WIDTH } from '../protocol/join.ts';
import { TnvError } from '../protocol/tnvError.ts';
import type { RouteStore } from '../store/routeStore.ts';
import type { StorageTable } from './storageTable.ts';

/**
 * Which group a user belongs to: from the cache, else from the database, else assigned now.
 * Spec: ROUTE-STABLE, ROUTE-FIRST, ROUTE-FIRST-ACTIVE, ROUTE-CACHE.
 */
export class Router {
  readonly #host: Host;
  readonly #table: StorageTable;
  readonly #routes: RouteStore;
  readonly #cache: CautiousCache;
  readonly #keyTimeoutSeconds: number;

  constructor(host: Host, table: StorageTable, routes: RouteStore, cache: CautiousCache, keyTimeoutSeconds: number) {
    this.#host = host;
    this.#table = table;
    this.#routes = routes;
    this.#cache = cache;
    this.#keyTimeoutSeconds = keyTimeoutSeconds;
  }

  /**
   * The group of a user, the same one for ever and from every tracker of a database. Rejects with a `StoreError`, and
   * with a `TnvError` 503 for a new user while no group has an ACTIVE storage; nothing is recorded then.
   */
  async groupOf(appid: string, userid: string): Promise<string> {
    const key = `tracker:userid:${userid}`;
    const cached = await this.#cache.get(key);
    if (cached !== undefined && isGroupName(cached)) {
      sometimes('tracker.routeCached');
      return cached;
    }
    const group = (await this.#routes.groupOf(userid)) ?? (await this.#assign(appid, userid));
    await this.#cache.set(key, group, this.#keyTimeoutSeconds);
    return group;
  }

  /** The database has the last word: it may know a group that another tracker assigned a moment ago. */
  async #assign(appid: string, userid: string): Promise<string> {
    const known = await this.#routes.groups();
    const nowMs = this.#host.clock.monotonicMs();
    const groups = known.filter((group) => this.#table.active(group, nowMs).length > 0);
    const group = groups.length === 0 ? undefined : groups[this.#host.random.below(groups.length)];
    if (group === undefined) {
      sometimes('tracker.noGroupActive');
      throw new TnvError(ErrorNumber.unavailable, 'no group has an active storage');
    }
    const assigned = await this.#routes.assign(appid, userid, group);
    if (assigned !== group) sometimes('tracker.routeRaceLost');
    return assigned;
  }
}

/** Whether a text of the cache, where anybody may write, can be the name of a group at all. */
function isGroupName(text: string): boolean {
  return text !== '' && Buffer.byteLength(text) < GROUP_WIDTH && !text.includes('\0');
}
