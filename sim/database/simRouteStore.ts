import type { RouteStore } from '../../src/store/routeStore.ts';

/** A `RouteStore` in memory. Trackers that share one object share one database. */
export class SimRouteStore implements RouteStore {
  readonly #groups: string[];
  readonly #groupOf = new Map<string, string>();

  constructor(groups: readonly string[]) {
    this.#groups = [...new Set(groups)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  async groups(): Promise<string[]> {
    return [...this.#groups];
  }

  async groupOf(userid: string): Promise<string | undefined> {
    return this.#groupOf.get(userid);
  }

  async assign(_appid: string, userid: string, group: string): Promise<string> {
    const assigned = this.#groupOf.get(userid);
    if (assigned !== undefined) return assigned;
    this.#groupOf.set(userid, group);
    return group;
  }

  /** The group of every user who has one, for whoever checks what a run left behind. */
  routes(): ReadonlyMap<string, string> {
    return this.#groupOf;
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {}
}
