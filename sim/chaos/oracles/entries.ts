import type { HistoryEntry } from '../history.ts';

/** Name of the client that did an operation. */
export function clientOf(entry: HistoryEntry): string {
  return `client${entry.operation.client + 1}`;
}

/** The number a server refused with; undefined when it did not. */
export function refusalOf(entry: HistoryEntry): number | undefined {
  return entry.end?.outcome === 'refused' ? entry.end.errorNumber : undefined;
}

/** Whether the client was told no, once and for all: nothing has happened. */
export function isRefused(entry: HistoryEntry): boolean {
  const errorNumber = refusalOf(entry);
  return errorNumber !== undefined && errorNumber >= 400 && errorNumber < 500;
}

export function isOk(entry: HistoryEntry): boolean {
  return entry.end?.outcome === 'ok';
}

/** Seconds, for stories. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

/** `client2's download of file 3 of user 1 (from 12.001 s to 12.250 s: ok)`. */
export function describe(entry: HistoryEntry): string {
  const { operation, startMs, endMs } = entry;
  const user = 'user' in operation ? ` of user ${operation.user}` : '';
  const what = 'file' in operation ? ` of file ${operation.file}${user}` : user;
  const until = endMs === undefined ? 'on' : `to ${seconds(endMs)}`;
  return `${clientOf(entry)}'s ${operation.kind}${what} (#${entry.index}, from ${seconds(startMs)} ${until}: ${outcomeOf(entry)})`;
}

export function outcomeOf({ end }: HistoryEntry): string {
  if (end === undefined) return 'never ended';
  switch (end.outcome) {
    case 'ok':
      return end.value.size === undefined ? 'ok' : `ok, ${end.value.size} bytes`;
    case 'refused':
      return `refused with ${end.errorNumber}`;
    case 'unanswered':
      return 'no answer';
  }
}
