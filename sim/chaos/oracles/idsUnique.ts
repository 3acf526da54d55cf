import type { Violation } from '../history.ts';
import { clientOf, seconds } from './entries.ts';
import type { Observations } from './observations.ts';
import type { IdAnswer } from './wire/idWatch.ts';

/**
 * No id is handed out twice for one key, and none that the database still has to give.
 * Spec: ID-UNIQUE.
 */
export function idsUnique({ history, wire, final }: Observations): Violation[] {
  const answers = wire?.ids ?? idsOf(history);
  const first = new Map<string, IdAnswer>();
  return answers.flatMap((answer) => {
    const name = `${answer.id} ${answer.key}`;
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, answer);
    const nextFree = final?.nextIds?.get(answer.key);
    const problem =
      earlier !== undefined
        ? `${earlier.server} had given it to ${earlier.client} at ${seconds(earlier.atMs)}`
        : nextFree !== undefined && answer.id >= nextFree
          ? `the database will give it away again: its next free id is ${nextFree} at the end`
          : undefined;
    if (problem === undefined) return [];
    const story = `${answer.server} gave id ${answer.id} of key "${answer.key}" to ${answer.client} at ${seconds(answer.atMs)}, but ${problem}.`;
    const operations = history
      .filter(({ end }) => end?.outcome === 'ok' && end.value.ids?.includes(String(answer.id)))
      .map(({ index }) => index);
    return [{ statement: 'ID-UNIQUE', kind: 'safety', atMs: answer.atMs, story, operations } as const];
  });
}

/** The ids that clients were given, where nobody listened to the wire. */
function idsOf(history: Observations['history']): IdAnswer[] {
  return history.flatMap((entry) => {
    if (entry.operation.kind !== 'ids' || entry.end?.outcome !== 'ok') return [];
    const key = String(entry.operation.key);
    const { ids = [] } = entry.end.value;
    return ids.map((id) => ({
      key,
      id: BigInt(id),
      server: 'an id server',
      client: clientOf(entry),
      atMs: entry.endMs ?? 0,
    }));
  });
}
