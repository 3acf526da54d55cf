import type { RouteStore } from '../../../src/store/routeStore.ts';
import type { Statements } from './simDatabase.ts';

/** One tracker's connections to `routes`: two statements for an assignment, as a real one takes. */
export function routeConnection(statements: Statements, routes: RouteStore): RouteStore {
  const groupOf = (userid: string): Promise<string | undefined> =>
    statements.read(`group of ${userid}`, () => routes.groupOf(userid));
  return {
    groups: () => statements.read('groups', () => routes.groups()),
    groupOf,
    async assign(appid, userid, group) {
      const assigned = await statements.change(`assign ${userid} ${group}`, () => routes.assign(appid, userid, group));
      return (await groupOf(userid)) ?? assigned;
    },
    ping: () => statements.read('ping', () => routes.ping()),
    close: () => statements.close(),
  };
}
