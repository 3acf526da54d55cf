import { Command } from '../../../src/protocol/command.ts';
import { ErrorNumber } from '../../../src/protocol/errorNumber.ts';
import type { HistoryEntry, Violation } from '../history.ts';
import { clientOf, describe, refusalOf } from './entries.ts';
import type { Observations } from './observations.ts';
import type { Attempt } from './wire/attempt.ts';

/**
 * A client that sent an upload again, because the first time got no answer, is not told that the file exists when it
 * can only be its own: nobody else has ever sent that file. Spec: CLIENT-RESEND.
 */
export function resends({ history, wire }: Observations): Violation[] {
  const uploads = (wire?.attempts ?? []).filter(({ command }) => command === Command.upload);
  const byFile = Map.groupBy(uploads, ({ file }) => keyOf(file));
  return history.flatMap((entry): Violation[] => {
    if (entry.operation.kind !== 'upload' || refusalOf(entry) !== ErrorNumber.exists) return [];
    const { endMs = Number.POSITIVE_INFINITY } = entry;
    const attempts = (byFile.get(keyOf(entry)) ?? []).filter(({ sentMs }) => sentMs <= endMs);
    const unheard = attempts.filter(({ arrivedMs, repliedMs }) => arrivedMs !== undefined && repliedMs === undefined);
    if (unheard.length === 0 || attempts.some((attempt) => !isOf(entry, attempt)) || isShared(entry, history))
      return [];
    const story = `${describe(entry)}: it was sent before without an answer, and nobody else had sent that file.`;
    return [{ statement: 'CLIENT-RESEND', kind: 'safety', atMs: endMs, story, operations: [entry.index] }];
  });
}

/** Whether the attempt was made by the client of this operation while that was under way. */
function isOf(entry: HistoryEntry, { client, sentMs }: Attempt): boolean {
  return client === clientOf(entry) && sentMs >= entry.startMs;
}

/** Whether its client had another operation on that file that may have sent it meanwhile. */
function isShared(entry: HistoryEntry, history: readonly HistoryEntry[]): boolean {
  const { startMs, endMs = Number.POSITIVE_INFINITY, operation } = entry;
  return history.some(
    (other) =>
      other !== entry &&
      (other.operation.kind === 'upload' || other.operation.kind === 'cutUpload') &&
      other.operation.client === operation.client &&
      keyOf(other) === keyOf(entry) &&
      other.startMs <= endMs &&
      (other.endMs ?? Number.POSITIVE_INFINITY) >= startMs,
  );
}

function keyOf({ appid, userid, fileid }: Pick<HistoryEntry, 'appid' | 'userid' | 'fileid'>): string {
  return `${appid}\0${userid}\0${fileid}`;
}
