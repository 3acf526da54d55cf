import type { Log } from '../host/log.ts';
import type { RouteStore } from '../store/routeStore.ts';

/**
 * Warns of storages whose group is not in the database: no new user is ever sent to them. It asks in the background,
 * so that storages can join while the database is down. Spec: ROUTE-FIRST.
 */
export class GroupWatch {
  readonly #log: Log;
  readonly #routes: RouteStore;
  #known: ReadonlySet<string> = new Set();
  #asked = new Set<string>();
  #running: Promise<void> | undefined;

  constructor(log: Log, routes: RouteStore) {
    this.#log = log;
    this.#routes = routes;
  }

  /** A storage of this group has joined. */
  notice(group: string): void {
    if (this.#known.has(group)) return;
    this.#asked.add(group);
    this.#running ??= this.#ask();
  }

  /** Resolves when no question is under way. */
  async stop(): Promise<void> {
    await this.#running;
  }

  async #ask(): Promise<void> {
    while (this.#asked.size > 0) {
      const asked = this.#asked;
      this.#asked = new Set();
      try {
        this.#known = new Set(await this.#routes.groups());
        for (const group of asked) {
          if (!this.#known.has(group)) this.#log.warn('group is not in the database', { group });
        }
      } catch (error) {
        this.#log.warn('groups could not be checked', { error: error as Error });
      }
    }
    this.#running = undefined;
  }
}
