import type { FileRow } from '../../../src/store/fileStore.ts';
import type { HistoryEntry, Violation } from '../history.ts';
import type { Plan } from '../plan.ts';
import { describe, isOk, isRefused, refusalOf } from './entries.ts';
import { finalSight } from './finalSight.ts';
import { listedBy, sightsInListings } from './listings.ts';
import type { Observations } from './observations.ts';
import { checkRegister } from './register/checkRegister.ts';
import { Contents } from './register/contents.ts';
import { type FileCall, fileCalls } from './register/fileCalls.ts';
import type { Attempt } from './wire/attempt.ts';

/** What became of the search for an order of what was done with each file. */
export interface FilesJudged {
  readonly violations: readonly Violation[];
  /** How many files there were. */
  readonly files: number;
  /** How many of them had too many possible orders to go through: nothing is said of those. */
  readonly givenUp: number;
}

/**
 * Every file is a register that is absent or has a content: for each there must be an order of all operations, each
 * taking effect between its start and its end, that explains what clients saw and what the volumes and the database
 * hold at the end. Spec: LIST-COMPLETE, UPLOAD-DURABLE, DELETE-STAYS, UPLOAD-DUPLICATE, READ-RIGHT-OR-ABSENT.
 */
export function linearizability(observations: Observations): FilesJudged {
  const attempts = observations.wire && Map.groupBy(observations.wire.attempts, ({ file }) => fileKey(file));
  const rows = observations.final && Map.groupBy(observations.final.rows, fileKey);
  const listings = Map.groupBy(
    observations.history.filter((entry) => listedBy(entry) !== undefined),
    ({ userid }) => userid,
  );
  const verdicts = [...byFile(observations.history)].map(([key, entries]) =>
    judgeFile(entries, listings, attempts && (attempts.get(key) ?? []), observations, rows?.get(key)?.[0]),
  );
  return {
    violations: verdicts.filter((verdict) => verdict !== undefined && verdict !== 'undecided'),
    files: verdicts.length,
    givenUp: verdicts.filter((verdict) => verdict === 'undecided').length,
  };
}

/** The operations on each file, by whose it is. */
export function byFile(history: readonly HistoryEntry[]): Map<string, HistoryEntry[]> {
  const files = new Map<string, HistoryEntry[]>();
  for (const entry of history) {
    if (!('file' in entry.operation)) continue;
    const key = fileKey(entry);
    const entries = files.get(key);
    if (entries === undefined) files.set(key, [entry]);
    else entries.push(entry);
  }
  return files;
}

/** What tells a file from all others. */
export function fileKey({ userid, fileid }: { readonly userid: string; readonly fileid: string }): string {
  return `${userid}\0${fileid}`;
}

function judgeFile(
  entries: readonly HistoryEntry[],
  listings: ReadonlyMap<string, readonly HistoryEntry[]>,
  attempts: readonly Attempt[] | undefined,
  observations: Observations,
  row: FileRow | undefined,
): Violation | 'undecided' | undefined {
  const [first] = entries;
  if (first === undefined) return undefined;
  const contents = new Contents(entries);
  const calls = [
    ...fileCalls(entries, contents, attempts, mayDangle(observations.plan)),
    ...sightsInListings(listings.get(first.userid) ?? [], first, contents),
  ];
  const atEnd = observations.final && finalSight(row, contents, observations.final);
  const fault = checkRegister(atEnd === undefined ? calls : [...calls, atEnd]);
  if (fault === undefined || fault === 'undecided') return fault;
  const { states } = fault;
  const entry = calls.find((call) => call === fault.call)?.entry;
  const atMs = fault.call.endMs;
  if (entry !== undefined) {
    const statement = statementOf(entry, fault.call as FileCall, states);
    const story = `${describe(entry)} cannot be explained: ${expected(states, contents)}${lastChange(entries, entry)}.`;
    return { statement, kind: 'safety', atMs, story, operations: operationsOf(entries, entry) };
  }
  const name = `file ${'file' in first.operation ? `${first.operation.file} of user ${first.operation.user}` : ''}`;
  const found = fault.call.effect.kind === 'see' && fault.call.effect.states.includes(0) ? 'is not there' : 'is there';
  return {
    statement: found === 'is there' ? 'DELETE-STAYS' : 'UPLOAD-DURABLE',
    kind: 'safety',
    atMs,
    story: `At the end, by the volume and the database, ${name} ${found}: ${expected(states, contents)}${lastChange(entries)}.`,
    operations: operationsOf(entries),
  };
}

/** Whether rows without a file may be left, by the plan. */
export function mayDangle({ faults }: Plan): boolean {
  return faults.some((fault) => {
    switch (fault.kind) {
      case 'crash':
      case 'crashAtDisk':
        return fault.target.kind === 'storage';
      case 'blackout':
        return true;
      case 'rollingRestart':
        return fault.of === 'storage';
      case 'database':
        return fault.database === 'storage' && fault.how === 'late';
      default:
        return false;
    }
  });
}

function expected(states: readonly number[], contents: Contents): string {
  const names = states.map((state) => (state === 0 ? 'absent' : `present with ${contents.size(state)} bytes`));
  return `by all that was seen before, the file must have been ${names.join(' or ')}`;
}

/** The last acknowledged change before an operation ended, in words. */
function lastChange(entries: readonly HistoryEntry[], before?: HistoryEntry): string {
  const last = lastChangeOf(entries, before);
  return last === undefined ? '' : `; the last acknowledged change was ${describe(last)}`;
}

function lastChangeOf(entries: readonly HistoryEntry[], before?: HistoryEntry): HistoryEntry | undefined {
  return entries
    .filter((entry) => entry !== before && isOk(entry) && ['upload', 'delete'].includes(entry.operation.kind))
    .filter(({ endMs = 0 }) => before?.endMs === undefined || endMs <= before.endMs)
    .sort((a, b) => (a.endMs ?? 0) - (b.endMs ?? 0))
    .at(-1);
}

/** Those that the story is about: what cannot be explained, and the changes that were under way or done before. */
function operationsOf(entries: readonly HistoryEntry[], entry?: HistoryEntry): number[] {
  const changes = entries.filter(({ operation, startMs }) => {
    const change = operation.kind === 'upload' || operation.kind === 'delete' || operation.kind === 'cutUpload';
    return change && startMs <= (entry?.endMs ?? Number.POSITIVE_INFINITY);
  });
  const effective = changes.filter((change) => !isRefused(change));
  return [...new Set([...effective.map(({ index }) => index), ...(entry === undefined ? [] : [entry.index])])];
}

function statementOf(entry: HistoryEntry, { effect }: FileCall, states: readonly number[]): string {
  const { kind } = entry.operation;
  if (kind === 'list') return 'LIST-COMPLETE';
  const wasAbsent = states.length === 1 && states[0] === 0;
  if (kind === 'upload') return isOk(entry) ? 'UPLOAD-DUPLICATE' : 'UPLOAD-RESEND';
  if (kind === 'delete') return isOk(entry) ? 'DELETE-REPEAT' : 'UPLOAD-DURABLE';
  if (refusalOf(entry) === 404) return 'UPLOAD-DURABLE';
  if (refusalOf(entry) === 416) return 'DOWNLOAD-RANGE';
  if (effect.kind === 'see' && effect.states.length === 0) return 'READ-RIGHT-OR-ABSENT';
  return wasAbsent ? 'DELETE-STAYS' : 'READ-RIGHT-OR-ABSENT';
}
