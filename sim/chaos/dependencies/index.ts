import { SimFileStore } from '../../database/simFileStore.ts';
import { SimIdStore } from '../../database/simIdStore.ts';
import { SimRouteStore } from '../../database/simRouteStore.ts';
import type { World } from '../../world.ts';
import type { Hardship } from '../hardships.ts';
import type { SharedCache, Site } from '../site.ts';
import { fileConnection } from './fileConnection.ts';
import { idConnection } from './idConnection.ts';
import { routeConnection } from './routeConnection.ts';
import { SimCache } from './simCache.ts';
import { SimDatabase } from './simDatabase.ts';

/**
 * What the daemons of a site share: three databases with these groups and nothing else in them, and a cache. `felt` is
 * told of machines whose processes hear of a failure.
 */
export function makeDependencies(
  world: World,
  groups: readonly string[],
  felt: (machine: string, hardship: Hardship) => void = () => {},
): { databases: Site['databases']; cache: SharedCache } {
  const routes = new SimRouteStore(groups);
  const ids = new SimIdStore();
  const files = new SimFileStore();
  const failed = (machine: string): void => felt(machine, 'database');
  const tracker = new SimDatabase(world, (statements) => routeConnection(statements, routes), failed);
  const blocks = new SimDatabase(world, (statements) => idConnection(statements, ids), failed);
  const storage = new SimDatabase(world, (statements) => fileConnection(statements, files), failed);
  return {
    databases: {
      tracker: Object.assign(tracker, { routes: () => routes.routes() }),
      ids: Object.assign(blocks, { nextIds: () => ids.nextIds() }),
      storage: Object.assign(storage, { rows: () => files.rows(), notedPaths: () => files.notedPaths() }),
    },
    cache: new SimCache(world, (machine) => felt(machine, 'cache')),
  };
}
