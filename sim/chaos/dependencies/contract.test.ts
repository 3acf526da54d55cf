import { cacheContract } from '../../../src/cache/cache.contract.ts';
import { describeFileStore } from '../../../src/store/fileStore.contract.ts';
import { describeIdStore } from '../../../src/store/idStore.contract.ts';
import { describeRouteStore } from '../../../src/store/routeStore.contract.ts';
import type { SharedDatabase } from '../../../src/store/sharedDatabase.contract.ts';
import { World } from '../../world.ts';
import type { Database } from '../site.ts';
import { makeDependencies } from './index.ts';

/** Lets virtual time pass while methods of `whole` are under way, so that code outside a world may use it. */
function inWorld<T extends object>(world: World, whole: T): T {
  let underWay = 0;
  let running: Promise<void> | undefined;
  const untilDone = async (): Promise<void> => {
    while (underWay > 0) await world.sleep(1);
  };
  return new Proxy(whole, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        underWay++;
        const result = Promise.resolve(Reflect.apply(member, target, args)).finally(() => underWay--);
        running ??= world.run(untilDone).finally(() => {
          running = undefined;
        });
        await Promise.allSettled([result, running]);
        return result;
      };
    },
  });
}

function shared<Store extends { close(): Promise<void> }>(
  world: World,
  database: Database<Store>,
): SharedDatabase<Store> {
  let count = 0;
  return { open: async () => inWorld(world, database.connect(world.host(`daemon${++count}`))) };
}

const GROUPS: readonly string[] = [];
const NAME = 'a simulated server';

describeRouteStore(NAME, async (groups) => {
  const world = new World(1);
  return shared(world, makeDependencies(world, groups).databases.tracker);
});
describeIdStore(NAME, async () => {
  const world = new World(2);
  return shared(world, makeDependencies(world, GROUPS).databases.ids);
});
describeFileStore(NAME, async () => {
  const world = new World(3);
  return shared(world, makeDependencies(world, GROUPS).databases.storage);
});
cacheContract(async () => {
  const world = new World(4);
  const cache = inWorld(world, makeDependencies(world, GROUPS).cache.connect(world.host('daemon')));
  const pass = (seconds: number): Promise<void> => world.run(() => world.sleep(seconds * 1000));
  return { cache, pass, close: () => cache.close() };
});
