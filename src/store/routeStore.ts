import type { Store } from './store.ts';

/** `tnv_trackerdb`: which groups there are, and which group a user belongs to. Methods reject with a `StoreError`. */
export interface RouteStore extends Store {
  /** All group names, sorted by bytes. */
  groups(): Promise<string[]>;
  /** The group of a user; undefined when none was assigned yet. */
  groupOf(userid: string): Promise<string | undefined>;
  /**
   * Assigns `group` to the user unless one is assigned already; resolves to the group that holds, for every
   * caller the same one. Safe to repeat after an unknown outcome. Spec: ROUTE-STABLE.
   */
  assign(appid: string, userid: string, group: string): Promise<string>;
}
