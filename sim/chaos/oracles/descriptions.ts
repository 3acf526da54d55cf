import { Command } from '../../../src/protocol/command.ts';
import type { HistoryEntry, Violation } from '../history.ts';
import { describe } from './entries.ts';
import { fileKey } from './linearizability.ts';
import { listedBy } from './listings.ts';
import type { Observations } from './observations.ts';
import type { Attempt } from './wire/attempt.ts';

const FOREVER = Number.POSITIVE_INFINITY;

/**
 * The name that a listing shows of a file is one that it may have: the last one that a storage said it keeps, or one of those that may
 * have taken effect since; none when it may be a new file since. A request that was refused with 5xx or got no answer may take
 * effect for ever. Spec: DESCRIBE-LAST, DESCRIBE-FRESH.
 */
export function descriptions({ history, wire }: Observations): Violation[] {
  if (wire === undefined) return [];
  const byFile = Map.groupBy(wire.attempts, ({ file }) => fileKey(file));
  return history.flatMap((entry) =>
    (listedBy(entry) ?? []).flatMap(({ fileid, name }): Violation[] => {
      const attempts = byFile.get(fileKey({ userid: entry.userid, fileid })) ?? [];
      const wrong = wrongName(name, attempts, entry);
      if (wrong === undefined) return [];
      const story = `${describe(entry)}: "${fileid}" was called "${name}", ${wrong.why}.`;
      const { statement } = wrong;
      return [{ statement, kind: 'safety', atMs: entry.endMs ?? 0, story, operations: [entry.index] }];
    }),
  );
}

/** Why a file cannot have had this name at any moment of a listing. */
function wrongName(
  name: string,
  attempts: readonly Attempt[],
  { startMs, endMs = FOREVER }: HistoryEntry,
): { statement: string; why: string } | undefined {
  const before = attempts.filter(({ sentMs }) => sentMs <= endMs);
  const described = before.filter(({ command }) => command === Command.describe);
  /** What a storage said it had done before the listing began. */
  const done = before.filter((attempt) => attempt.status === 0 && repliedMs(attempt) < startMs);
  if (name === '') {
    const kept = done.find(
      (attempt) =>
        attempt.command === Command.describe &&
        !before.some((other) => other.command === Command.upload && mayTakeEffectAfter(other, attempt.sentMs)),
    );
    return kept && { statement: 'DESCRIBE-LAST', why: `but was described as "${kept.note}" before` };
  }
  const sources = described.filter((attempt) => attempt.note === name && !isRefused(attempt));
  if (sources.length === 0) return { statement: 'DESCRIBE-LAST', why: 'which nobody had said' };
  const overs = sources.map((source) => done.find((other) => putsAnEndTo(other, source)));
  const [over] = overs;
  if (over === undefined || overs.includes(undefined)) return undefined;
  return over.command === Command.delete
    ? { statement: 'DESCRIBE-FRESH', why: 'as one before it that was deleted' }
    : { statement: 'DESCRIBE-LAST', why: `but was described as "${over.note}" since` };
}

/** Whether a request that a storage said it had done began when another one was over, and ended what that had said. */
function putsAnEndTo(later: Attempt, earlier: Attempt): boolean {
  if (later.command !== Command.describe && later.command !== Command.delete) return false;
  return earlier.status === 0 && repliedMs(earlier) < later.sentMs;
}

function mayTakeEffectAfter(attempt: Attempt, momentMs: number): boolean {
  return !isRefused(attempt) && !(attempt.status === 0 && repliedMs(attempt) < momentMs);
}

/** It was refused for good: nothing has happened. */
function isRefused({ errorNumber }: Attempt): boolean {
  return errorNumber !== undefined && errorNumber >= 400 && errorNumber < 500;
}

function repliedMs({ repliedMs = FOREVER }: Attempt): number {
  return repliedMs;
}
