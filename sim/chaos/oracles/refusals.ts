import { ErrorNumber } from '../../../src/protocol/errorNumber.ts';
import type { HistoryEntry, Violation } from '../history.ts';
import { undeserved } from './deserved.ts';
import { clientOf, describe, refusalOf, seconds } from './entries.ts';
import type { Observations } from './observations.ts';
import type { Refused } from './wire/refusalWatch.ts';

/** What a server says of a request that is malformed, too large, or of an application nobody knows. */
const NEVER_DESERVED = new Set<number>([ErrorNumber.malformed, ErrorNumber.unknownApplication, ErrorNumber.tooLarge]);

/**
 * Every refusal has a reason that is true, and a client passes on what a server said. Our clients' requests are
 * proper, of known applications. Spec: ERR-DESERVED, CLIENT-FAILOVER.
 */
export function refusals(observations: Observations): Violation[] {
  return [...byServers(observations), ...byClients(observations)];
}

function byServers(observations: Observations): Violation[] {
  return (observations.wire?.refusals ?? []).flatMap((refused): Violation[] => {
    const statement = undeserved(refused, observations);
    if (statement === undefined) return [];
    const { server, client, command, errorNumber, description, sentMs, repliedMs: atMs } = refused;
    const story =
      `${server} refused command ${command} of ${client} (from ${seconds(sentMs)} to ${seconds(atMs)}) with ` +
      `${errorNumber} although nothing that deserves it was the case: ${description}`;
    return [{ statement, kind: 'safety', atMs, story, operations: [] }];
  });
}

function byClients({ history, wire }: Observations): Violation[] {
  const said = wire && Map.groupBy(wire.refusals, ({ client, errorNumber }) => `${client} ${errorNumber}`);
  return history.flatMap((entry): Violation[] => {
    const errorNumber = refusalOf(entry);
    if (errorNumber === undefined) return [];
    const violation = { kind: 'safety', atMs: entry.endMs ?? 0, operations: [entry.index] } as const;
    const why = entry.end?.outcome === 'refused' ? entry.end.why : '';
    if (NEVER_DESERVED.has(errorNumber)) {
      const story = `${describe(entry)} was refused although it is a proper request: ${why}`;
      return [{ ...violation, statement: 'ERR-DESERVED', story }];
    }
    // What no server could do is unavailable, whatever each of them said.
    if (said === undefined || errorNumber === ErrorNumber.unavailable) return [];
    if (said.get(`${clientOf(entry)} ${errorNumber}`)?.some((refused) => isWithin(refused, entry))) return [];
    const story = `${describe(entry)} was told a number that no server had said: ${why}`;
    return [{ ...violation, statement: 'CLIENT-FAILOVER', story }];
  });
}

function isWithin(
  { sentMs, repliedMs }: Refused,
  { startMs, endMs = Number.POSITIVE_INFINITY }: HistoryEntry,
): boolean {
  return sentMs >= startMs && repliedMs <= endMs;
}
