import type { HistoryEntry, Violation } from '../history.ts';
import { clientOf, seconds } from './entries.ts';
import type { Observations } from './observations.ts';
import type { RouteAnswer } from './wire/routeWatch.ts';

/** A user has one group, whichever tracker is asked, the same one at the end. Spec: ROUTE-STABLE. */
export function routingStable({ history, wire, final }: Observations): Violation[] {
  const first = new Map<string, RouteAnswer>();
  const violations: Violation[] = [];
  const complain = (atMs: number, story: string, userid: string): void => {
    const asked = history.filter((entry) => entry.operation.kind === 'locate' && entry.userid === userid);
    const operations = asked.map(({ index }) => index);
    violations.push({ statement: 'ROUTE-STABLE', kind: 'safety', atMs, story, operations });
  };
  for (const { userid, group, server, atMs } of wire?.routes ?? routesOf(history)) {
    const earlier = first.get(userid);
    if (earlier === undefined) first.set(userid, { userid, group, server, atMs });
    else if (earlier.group !== group) {
      const before = `${earlier.server} had named ${earlier.group} at ${seconds(earlier.atMs)}`;
      complain(
        atMs,
        `${server} named ${group} as the group of user "${userid}" at ${seconds(atMs)}, but ${before}.`,
        userid,
      );
    }
  }
  if (final?.routes === undefined) return violations;
  for (const { userid, group, server, atMs } of first.values()) {
    const recorded = final.routes.get(userid);
    if (recorded === group) continue;
    const found = recorded === undefined ? 'no group' : recorded;
    complain(
      final.atMs,
      `${server} named ${group} as the group of user "${userid}" at ${seconds(atMs)}, but the database has ${found} for it at the end.`,
      userid,
    );
  }
  return violations;
}

/** What clients were told, where nobody listened to the wire. */
function routesOf(history: readonly HistoryEntry[]): RouteAnswer[] {
  return history.flatMap((entry) => {
    if (entry.operation.kind !== 'locate' || entry.end?.outcome !== 'ok') return [];
    const { group } = entry.end.value;
    const server = `a tracker, asked by ${clientOf(entry)},`;
    return group === undefined ? [] : [{ userid: entry.userid, group, server, atMs: entry.endMs ?? 0 }];
  });
}
