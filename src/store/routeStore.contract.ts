import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimRouteStore } from '../../sim/database/simRouteStore.ts';
import type { RouteStore } from './routeStore.ts';
import { anyText, closingStores, HOSTILE_TEXTS, longestTexts, type SharedDatabase } from './sharedDatabase.contract.ts';

/** What every `RouteStore` does. `fresh` makes a database without routes that has these groups. */
export function describeRouteStore(
  name: string,
  fresh: (groups: readonly string[]) => Promise<SharedDatabase<RouteStore>>,
): void {
  describe(`a RouteStore on ${name}`, () => {
    const open = closingStores();
    const openFresh = async (...groups: string[]): Promise<RouteStore> => open(await fresh(groups));

    it('lists the groups by their bytes', async () => {
      const store = await openFresh('group010', 'group002', 'Group1', 'grün', '组', '😀', '\uff21');
      expect(await store.groups()).toEqual(['Group1', 'group002', 'group010', 'grün', '组', '\uff21', '😀']);
    });

    it('lists no groups when there are none', async () => {
      const store = await openFresh();
      expect(await store.groups()).toEqual([]);
    });

    it('knows no group of a user who has none', async () => {
      const store = await openFresh('group001');
      expect(await store.groupOf('tnv001')).toBeUndefined();
    });

    it('keeps the group that was assigned first', async () => {
      const store = await openFresh('group001', 'group002');
      expect(await store.assign('tnvideo', 'tnv001', 'group002')).toBe('group002');
      expect(await store.assign('tnvideo', 'tnv001', 'group001')).toBe('group002');
      expect(await store.assign('other', 'tnv001', 'group001')).toBe('group002');
      expect(await store.groupOf('tnv001')).toBe('group002');
    });

    it('shows an assignment to every other store object', async () => {
      const database = await fresh(['group001', 'group002']);
      const [one, other] = [await open(database), await open(database)];
      await one.assign('tnvideo', 'tnv001', 'group001');
      expect(await other.groupOf('tnv001')).toBe('group001');
      expect(await other.assign('tnvideo', 'tnv001', 'group002')).toBe('group001');
    });

    // Spec: ROUTE-STABLE, DB-ROUTER
    it('gives one group to everybody who assigns a new user at once', async () => {
      const database = await fresh(['group001', 'group002']);
      const stores = [await open(database), await open(database)];
      for (const userid of ['tnv001', 'tnv002', 'tnv003']) {
        const assigned = await Promise.all(
          Array.from({ length: 50 }, (_, i) => stores[i % 2]?.assign('tnvideo', userid, `group00${(i % 3) + 1}`)),
        );
        expect(new Set(assigned).size).toBe(1);
        expect(await stores[0]?.groupOf(userid)).toBe(assigned[0]);
        expect(await stores[1]?.groupOf(userid)).toBe(assigned[0]);
      }
    });

    // Spec: DB-BYTES
    it('takes users whose ids differ in any byte for different ones', async () => {
      const store = await openFresh('group001');
      for (const [i, userid] of HOSTILE_TEXTS.entries()) {
        expect(await store.groupOf(userid)).toBeUndefined();
        expect(await store.assign('tnvideo', userid, `g${i}`)).toBe(`g${i}`);
      }
      for (const [i, userid] of HOSTILE_TEXTS.entries()) expect(await store.groupOf(userid)).toBe(`g${i}`);
    });

    it('holds the longest ids and names that the protocol can carry', async () => {
      const store = await openFresh('group001');
      const appids = longestTexts(15);
      const groups = longestTexts(16);
      for (const [i, userid] of longestTexts(255).entries()) {
        const group = groups[i] ?? '';
        expect(await store.assign(appids[i] ?? '', userid, group)).toBe(group);
        expect(await store.groupOf(userid)).toBe(group);
      }
    });

    it('does what a map would do', async () => {
      const database = await fresh(['group001']);
      const store = await open(database);
      const model = new SimRouteStore([]);
      const step = fc.record({ userid: anyText(255), group: anyText(16), assigns: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(step, async ({ userid, group, assigns }) => {
          const ask = (one: RouteStore): Promise<string | undefined> =>
            assigns ? one.assign('tnvideo', userid, group) : one.groupOf(userid);
          expect(await ask(store)).toBe(await ask(model));
        }),
        { numRuns: 300 },
      );
    });
  });
}
