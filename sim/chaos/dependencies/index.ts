import { SimFileStore } from '../../database/simFileStore.ts';
import { SimIdStore } from '../../database/simIdStore.ts';
import { SimRouteStore } from '../../database/simRouteStore.ts';
import type { World } from '../../world.ts';
import type { SharedCache, Site } from '../site.ts';
import { fileConnection } from './fileConnection.ts';
import { idConnection } from './idConnection.ts';
import { routeConnection } from './routeConnection.ts';
import { SimCache } from './simCache.ts';
import { SimDatabase } from './simDatabase.ts';

/** What the daemons of a site share: three databases with these groups and nothing else in them, and a cache. */
export function makeDependencies(
  world: World,
  groups: readonly string[],
): { databases: Site['databases']; cache: SharedCache } {
  const routes = new SimRouteStore(groups);
  const ids = new SimIdStore();
  const files = new SimFileStore();
  const tracker = new SimDatabase(world, (statements) => routeConnection(statements, routes));
  const blocks = new SimDatabase(world, (statements) => idConnection(statements, ids));
  const storage = new SimDatabase(world, (statements) => fileConnection(statements, files));
  return {
    databases: {
      tracker: Object.assign(tracker, { routes: () => routes.routes() }),
      ids: Object.assign(blocks, { nextIds: () => ids.nextIds() }),
      storage: Object.assign(storage, { rows: () => files.rows() }),
    },
    cache: new SimCache(world),
  };
}
