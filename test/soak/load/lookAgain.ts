import type { HistoryEntry } from '../../../sim/chaos/history.ts';
import type { Promised } from '../../../sim/chaos/oracles/observations.ts';
import type { Operation } from '../../../sim/chaos/plan.ts';
import { CLIENTS, type Crowd } from './crowd.ts';
import { USERS } from './drawing.ts';

/** Files that are looked at by clients again; all of them are by the oracles. */
const LOOKS_MAX = 200;

/**
 * Has clients read what was uploaded, and do everything they can once more, in peace: it has to work at its first try.
 * Resolves to what did not. Ends early when `interrupt` is aborted.
 */
export async function lookAgain(crowd: Crowd, nowMs: () => number, interrupt: AbortSignal): Promise<Promised[]> {
  const broken: Promised[] = [];
  const once = async (
    work: () => Promise<HistoryEntry>,
    fulfilled: (entry: HistoryEntry) => boolean,
  ): Promise<void> => {
    if (interrupt.aborted) return;
    const entry = await work();
    if (!fulfilled(entry)) broken.push(brokenBy(entry));
  };
  const files = new Map<string, { user: number; file: number }>();
  for (const { operation } of crowd.history.entries) {
    if (operation.kind === 'upload') files.set(`${operation.user} ${operation.file}`, operation);
  }
  const looked = [...files.values()].slice(-LOOKS_MAX);
  for (const [at, { user, file }] of looked.entries()) {
    const step = { atMs: nowMs(), client: at % CLIENTS, user, file };
    await once(() => crowd.make({ ...step, kind: 'download', offset: 0, size: 0 }), isAnswered);
    if (user === 0) await once(() => crowd.view({ user, file }), isAnswered);
  }
  for (let client = 0; client < CLIENTS; client++) {
    const step = { atMs: nowMs(), client, user: (3 * client) % USERS, file: 1_000_000 + client };
    const operations: Operation[] = [
      { ...step, kind: 'upload', size: 100_000, content: 1_000_000 + client },
      { ...step, kind: 'filesize' },
      { ...step, kind: 'delete' },
      { ...step, kind: 'groups' },
      { ...step, kind: 'ids', key: client, count: 12 },
    ];
    for (const operation of operations) await once(() => crowd.make(operation), isOk);
  }
  return broken;
}

function brokenBy({ index, operation, startMs, endMs = startMs, end }: HistoryEntry): Promised {
  return {
    statement: 'CLIENT-FIRST-TRY',
    what: `operation ${index} (${operation.kind}) succeeds in peace, at its first try`,
    ...{ sinceMs: startMs, withinMs: endMs - startMs, atMs: undefined },
    instead: end?.outcome === 'ok' ? 'ok' : (end?.why ?? 'nothing'),
  };
}

function isOk({ end }: HistoryEntry): boolean {
  return end?.outcome === 'ok';
}

function isAnswered(entry: HistoryEntry): boolean {
  return isOk(entry) || (entry.end?.outcome === 'refused' && entry.end.errorNumber === 404);
}
