import { Command } from '../../../src/protocol/command.ts';
import type { HistoryEntry, Violation } from '../history.ts';
import { clientOf, describe } from './entries.ts';
import type { Observations } from './observations.ts';
import type { Attempt } from './wire/attempt.ts';

/** Nobody gets at a file in the name of another application or user. Spec: READ-OWNER. */
export function ownership({ history, wire }: Observations): Violation[] {
  return history.flatMap((entry): Violation[] => {
    if (entry.operation.kind !== 'trespass' || entry.end?.outcome !== 'ok') return [];
    const command = entry.end.value.text ?? 'a request';
    // A client takes 404 for success when it had to send a DELETE again: only a storage's own word counts, and where
    // nobody listened to the wire, that the file is missed.
    if (command === 'delete' && !hasDeleted(entry, wire?.attempts ?? [])) return [];
    const story = `${describe(entry)}: ${command} for a file in the name of another ${entry.operation.as} succeeded.`;
    return [{ statement: 'READ-OWNER', kind: 'safety', atMs: entry.endMs ?? 0, story, operations: [entry.index] }];
  });
}

function hasDeleted(entry: HistoryEntry, attempts: readonly Attempt[]): boolean {
  const { startMs, endMs = Number.POSITIVE_INFINITY, fileid, userid, appid } = entry;
  return attempts.some(({ command, client, file, sentMs, status }) => {
    if (command !== Command.delete || client !== clientOf(entry) || status !== 0) return false;
    const foreign = file.userid !== userid || file.appid !== appid;
    return foreign && file.fileid === fileid && sentMs >= startMs && sentMs <= endMs;
  });
}
